"""Whatever lies in a wallet and whatever was asked: nothing leaves that was not agreed to, and nothing is hidden.

Holdings, questions, answers and what happens to the consent afterwards are drawn at random and go through the real
services; a few lines of plain Python say beforehand which values may leave.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.catalogue import Catalogue
from tests.house import House, open_house
from wallet.clock import day_of
from wallet.consents import answering
from wallet.consents.errors import RequiredItemsMissingError
from wallet.consents.gate import Refusal
from wallet.consents.models import Consent
from wallet.consents.states import State
from wallet.dossiers.agreement import same_value
from wallet.dossiers.release import release
from wallet.dossiers.released import Released
from wallet.records.models import About

PROCEDURE = "1.004873"  # marital status: the one that is never reused silently
NAMES = ("person.full_name", "person.sex", "person.ethnicity", "residence.permanent", "person.marital_status")
TYPES = ("giay_khai_sinh", "xac_nhan_cu_tru_ct07", "xac_nhan_tthn", "tu_khai")
VALUES: dict[str, list[Any]] = {
    "person.full_name": ["NGUYỄN THỊ MẪU", "Nguyễn Thị Mẫu", "TRẦN THỊ THỬ"],
    "person.sex": ["Nữ", "Nam"],
    "person.ethnicity": ["Kinh", "Tày"],
    "residence.permanent": [{"text": "Xã Mẫu, Tỉnh Thử", "scheme": "2025"}, {"text": "Xã Thử", "scheme": "2025"}],
    "person.marital_status": ["Chưa kết hôn", "Đang có vợ/chồng"],
}
AFTERWARDS = ("nothing", "revoked", "paused", "resumed", "out-of-time", "used-up", "refused")
LIVE = {"nothing", "resumed"}
CATALOGUE = Catalogue.load()
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Paper:
    type: str
    values: dict[str, Any]
    days_old: int
    bound_elsewhere: bool
    expired: bool
    about: About


@dataclass(frozen=True)
class Story:
    papers: list[Paper]
    asked: frozenset[str]
    optional: frozenset[str]
    ticked: frozenset[str]
    confirmed: frozenset[str]
    fetched: frozenset[str]
    afterwards: str


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    kind = draw(st.sampled_from(TYPES))
    carried = [name for name in NAMES if name in CATALOGUE.record_types[kind].attributes]
    names = draw(st.sets(st.sampled_from(carried), min_size=1))
    return Paper(
        kind,
        {name: draw(st.sampled_from(VALUES[name])) for name in sorted(names)},
        draw(st.sampled_from([0, 1, 200, 3000])),
        kind == "xac_nhan_tthn" and draw(st.booleans()),
        draw(st.sampled_from([False, False, True])),
        draw(st.sampled_from([About.OWNER, About.OWNER, About.ANOTHER])),
    )


ALL, NONE = frozenset(NAMES), frozenset[str]()
NAME_SETS = st.frozensets(st.sampled_from(NAMES))
STORIES = st.builds(
    Story,
    st.lists(papers(), min_size=1, max_size=4),
    st.just(ALL) | st.frozensets(st.sampled_from(NAMES), min_size=1),
    st.just(NONE) | NAME_SETS,
    st.just(ALL) | NAME_SETS,
    st.just(NONE) | NAME_SETS,
    st.just(NONE) | st.frozensets(st.sampled_from(NAMES), max_size=1),  # none: everything that was agreed to
    st.just("nothing") | st.sampled_from(AFTERWARDS),
)


@pytest.fixture(scope="module")
def long_lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all stories, with a new citizen in each."""
    folder = tmp_path_factory.mktemp("stories")
    with open_house(f"sqlite:///{folder / 'wallet.db'}", folder) as house:
        yield house


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=STORIES)
def test_only_what_was_agreed_leaves_and_all_of_it_is_shown(long_lived: House, story: Story) -> None:
    told = Telling(long_lived, story)
    answer = told.released()
    expected = told.may_leave()
    if answer is None:
        assert expected == {}
        return
    found = {
        field.attribute: [(value.provenance.record, value.value) for value in (field.chosen, *field.others)]
        for field in answer.fields
    }
    assert {name: sorted(values, key=str) for name, values in found.items()} == expected
    for field in answer.fields:
        attribute = CATALOGUE.attributes[field.attribute]
        differ = any(not same_value(attribute, field.chosen.value, other.value) for other in field.others)
        assert bool(field.conflict) is differ


class Telling:
    """One story, told to the wallet; `may_leave` is told to nobody but the test."""

    def __init__(self, house: House, story: Story) -> None:
        number = next(_numbers)
        self.house, self.story = house, story
        self.owner = house.citizen(f"000199{number:06d}")
        self.office = house.service(f"mot-cua-{number}", (PROCEDURE,), deposits=TYPES)
        self.records = [(self._deposit(paper), paper) for paper in story.papers]
        self.consent = self._answered(number)

    def released(self) -> Released | None:
        """None: refused, or nothing of what was asked is held, and so there is no consent to fetch it under."""
        if self.consent is None:
            return None
        vault, gate = self.house.wallet.vault, self.house.wallet.gate
        dossier = self.consent.dossier_id
        names = self.story.fetched
        if self.story.afterwards == "used-up":
            release(vault, gate, self.office, dossier, self.consent.id, now=self.house.now())
        answer = release(vault, gate, self.office, dossier, self.consent.id, attributes=names, now=self.house.now())
        return None if isinstance(answer, Refusal) else answer

    def may_leave(self) -> dict[str, list[tuple[str, Any]]]:
        """Attribute to (record, value) of every paper that has a say, in plain words."""
        if self.consent is None or self.story.afterwards not in LIVE:
            return {}
        agreed = self.story.asked - (self.story.optional - self.story.ticked)
        held = {name for _, paper in self.records if paper.about is About.OWNER for name in paper.values}
        wanted = self.story.fetched or agreed & held
        if not wanted <= agreed & held:
            return {}
        found: dict[str, list[tuple[str, Any]]] = {}
        for record, paper in self.records:
            serves_one_purpose = (
                paper.type == "xac_nhan_tthn"
            )  # what other papers said stays true when they have expired
            if (serves_one_purpose and (paper.expired or paper.bound_elsewhere)) or paper.about is About.ANOTHER:
                continue
            for name in wanted & paper.values.keys():
                stale = CATALOGUE.is_stale(name, self._as_of(paper), day_of(self.house.now()))
                if not stale or name in self.story.confirmed:
                    found.setdefault(name, []).append((record, paper.values[name]))
        return {name: sorted(values, key=str) for name, values in found.items()}

    def _as_of(self, paper: Paper) -> date:
        return day_of(self.house.now()) - timedelta(days=paper.days_old)

    def _deposit(self, paper: Paper) -> str:
        elsewhere = "1.000894" if paper.bound_elsewhere else PROCEDURE
        receipt = self.house.deposit(
            self.owner,
            self.office,
            paper.values,
            record_type=paper.type,
            as_of=self._as_of(paper),
            expires_on=day_of(self.house.now()) + timedelta(days=-1 if paper.expired else 900),
            bound_procedure=elsewhere if paper.type == "xac_nhan_tthn" else None,
            about=paper.about,
        )
        return str(receipt["record"])

    def _answered(self, number: int) -> Consent | None:
        story, now = self.story, self.house.now
        dossier = self.house.dossier(self.owner, self.office, f"H00-{number}", PROCEDURE)
        asked = {name: "optional" if name in story.optional else "required" for name in sorted(story.asked)}
        uses = 1 if story.afterwards == "used-up" else 3
        consent = self.house.ask(self.office, dossier, asked, max_uses=uses)  # type: ignore[arg-type]  # words of Necessity
        assert isinstance(consent, Consent)
        vault = self.house.wallet.vault
        agree = {"agree": story.afterwards != "refused", "chosen": story.ticked, "confirmed": story.confirmed}
        try:
            answering.answer(vault, self.owner, consent.id, **agree, notice_hash=consent.notice_hash, now=now())  # type: ignore[arg-type]  # a mixed bag
        except RequiredItemsMissingError:
            return None
        steps = {"revoked": [State.REVOKED], "paused": [State.PAUSED], "resumed": [State.PAUSED, State.ACTIVE]}
        for state in steps.get(story.afterwards, []):
            answering.change(vault, self.owner, consent.id, state, now=now())
        if story.afterwards == "out-of-time":
            now.pass_by(days=8)
        return consent
