"""Every verb with every role in every kind of chat: who may, and that nothing comes of the rest."""

import pytest
import pytest_asyncio

from bot.commands.registry import VERBS
from bot.domain.chat import ChatKind, ChatRole
from tests.permissions import (
    ACTORS,
    MAKER,
    PAGE,
    RULES,
    Allowed,
    Rule,
    Scene,
    Tried,
    permissions,
    tried,
)
from tests.standings import STANDINGS, Standing

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def outcomes() -> Tried:
    return await tried()


async def test_there_is_a_rule_for_every_verb_and_it_fits_its_role() -> None:
    ruled, verbs = {rule.verb for rule in RULES}, {verb.key for verb in VERBS}
    assert verbs - ruled == set(), "say who may, in the RULES of tests/permissions.py"
    assert ruled - verbs == set(), "there is no such verb"
    for verb in VERBS:
        if verb.role is ChatRole.MODERATOR:
            allowed = {rule.in_group for rule in RULES if rule.verb == verb.key}
            assert allowed == {Allowed.MODERATOR}, verb.key


async def test_who_may_not_gets_one_sentence_and_nothing_has_changed(outcomes: Tried) -> None:
    wrong: list[str] = []
    for (rule, kind), row in outcomes.items():
        for actor, outcome in zip(ACTORS, row, strict=True):
            if actor.may(rule.allowed(kind)):
                right = outcome.answers > 0 and not outcome.refusal
            else:
                right = outcome.answers == 1 and outcome.refusal and not outcome.changed
            if not right:
                wrong.append(f"{rule.line}, {kind}, {actor.title}: {outcome}")

    assert wrong == []


@pytest.mark.parametrize("kind", ChatKind)
@pytest.mark.parametrize("standing", STANDINGS, ids=lambda one: f"{one.network}, {one.title}")
async def test_whatever_network_it_is_read_on_the_same_comes_of_it(
    outcomes: Tried, standing: Standing, kind: ChatKind
) -> None:
    scene, role = await Scene.set(kind), standing.role(kind)
    wrong: list[str] = []
    for rule in RULES:
        row = dict(zip(ACTORS, outcomes[rule, kind], strict=True))
        for actor, right in row.items():
            if actor.role is role:
                outcome = await scene.outcome(rule, actor, standing)
                if outcome != right:
                    wrong.append(f"{rule.line}, {actor.title}: {outcome}, not {right}")

    assert wrong == []


async def test_every_role_is_tried_on_every_network_by_who_made_it_and_by_others() -> None:
    for network in ("Matrix", "XMPP"):
        theirs = [one for one in STANDINGS if one.network == network]
        assert {one.group for one in theirs} == set(ChatRole)
    members = {actor.name == MAKER for actor in ACTORS if actor.role is ChatRole.MEMBER}
    assert members == {True, False}


@pytest.mark.parametrize("kind", ChatKind)
async def test_what_is_refused_would_have_changed_something(kind: ChatKind) -> None:
    """Else a refusal that comes too late would not be seen."""
    scene, (*_, admin) = await Scene.set(kind), ACTORS
    lines = ("!language de", "!cancel 1", "!subscribe 1 20 min here", "!watch off Probenraum")

    for line in lines:
        outcome = await scene.outcome(Rule("", line, Allowed.ALL), admin)
        assert outcome.changed, line


async def test_the_page_is_up_to_date(outcomes: Tried) -> None:
    assert PAGE.read_text(encoding="utf-8") == permissions(outcomes), "run: make pages"
