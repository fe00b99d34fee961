# Any Debian or Python slim image with Python 3.11 or newer will do.
ARG BASE_IMAGE=python:3.11-slim-bookworm

FROM ${BASE_IMAGE} AS build
WORKDIR /src
COPY requirements-image.lock ./
# pip works from an environment of its own, which stays behind
RUN python3 -m venv /opt/build \
    && python3 -m venv --without-pip /opt/ankerplatz \
    && /opt/build/bin/pip --python /opt/ankerplatz/bin/python3 install --no-cache-dir --require-hashes -r requirements-image.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY contrib/container ./contrib/container
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --wheel-dir /wheel . \
    && /opt/build/bin/pip --python /opt/ankerplatz/bin/python3 install --no-cache-dir --no-index --no-deps /wheel/*.whl \
    && /opt/ankerplatz/bin/python3 -I contrib/container/shrink.py /opt/ankerplatz/lib/python3.*/site-packages

FROM ${BASE_IMAGE}
# the zone data that is locked, not the system's
ENV PYTHONTZPATH="" \
    PYTHONUNBUFFERED=1 \
    PATH=/opt/ankerplatz/bin:$PATH
COPY --from=build /opt/ankerplatz /opt/ankerplatz
# Python's own images come without bytecode, and the bot may not write any: what is imported once here,
# by root, need not be compiled at each start
RUN python3 -I -c "import bot, pkgutil; [__import__(it.name) for it in pkgutil.walk_packages(bot.__path__, 'bot.')]" \
    && groupadd --gid 10001 ankerplatz \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/ankerplatz ankerplatz \
    && mkdir -p /etc/ankerplatz \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/ankerplatz
USER 10001:10001
WORKDIR /var/lib/ankerplatz
VOLUME /var/lib/ankerplatz
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["ankerplatz", "status", "--quiet"]
ENTRYPOINT ["ankerplatz"]
CMD ["run"]
