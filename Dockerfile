# Any Debian or Python slim image with Python 3.11 or newer will do.
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS build
WORKDIR /src
COPY requirements-image.lock ./
RUN python3 -m venv /opt/ankerplatz \
    && /opt/ankerplatz/bin/pip install --no-cache-dir --require-hashes -r requirements-image.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
RUN python3 -m venv /opt/build \
    && /opt/build/bin/pip wheel --no-cache-dir --no-deps --wheel-dir /wheel . \
    && /opt/ankerplatz/bin/pip install --no-cache-dir --no-index --no-deps /wheel/*.whl

FROM ${BASE_IMAGE}
# the zone data that is locked, not the system's
ENV PYTHONTZPATH="" \
    PYTHONUNBUFFERED=1 \
    PATH=/opt/ankerplatz/bin:$PATH
COPY --from=build /opt/ankerplatz /opt/ankerplatz
RUN groupadd --gid 10001 ankerplatz \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/ankerplatz ankerplatz \
    && mkdir -p /etc/ankerplatz \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/ankerplatz
USER 10001:10001
WORKDIR /var/lib/ankerplatz
VOLUME /var/lib/ankerplatz
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["ankerplatz", "status", "--quiet"]
ENTRYPOINT ["ankerplatz"]
CMD ["run"]
