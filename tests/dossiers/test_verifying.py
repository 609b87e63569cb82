"""A form comes back: each field gets its one answer, and nothing but words leaves the wallet."""

import unicodedata
from datetime import date
from uuid import UUID, uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.dossiers.submission import BORN, NAME, PHONE, TYPED, Submission, fetched, submitted
from tests.house import BIRTH, MINH, House
from wallet.consents import answering, artefact
from wallet.consents.states import State
from wallet.dossiers import verifying
from wallet.dossiers.errors import DossierNotFoundError, ReleaseProofInvalidError
from wallet.dossiers.proof import ReleaseProof, proven, sign
from wallet.dossiers.verifying import FieldAnswer, Submitted
from wallet.errors import InvalidRequestError
from wallet.records import reading, revoking
from wallet.records.revoking import RevocationReason


@pytest.fixture
def form(house: House) -> Submission:
    return submitted(house)


def answers(form: Submission, **edits: str) -> dict[str, tuple[FieldAnswer, str]]:
    return {name: (one.answer, one.reason) for name, one in form.found(edits).items()}


def test_a_form_that_comes_back_as_it_was_filled_is_unchanged(form: Submission) -> None:
    assert answers(form) == {NAME: (FieldAnswer.UNCHANGED, ""), BORN: (FieldAnswer.UNCHANGED, "")}


def test_a_name_typed_in_another_normal_form_is_unchanged(form: Submission) -> None:
    typed = unicodedata.normalize("NFD", BIRTH[NAME])
    assert typed != BIRTH[NAME]
    assert form.found({NAME: typed})[NAME].answer is FieldAnswer.UNCHANGED


def test_an_edited_value_is_edited_and_its_neighbour_is_not(form: Submission) -> None:
    found = form.found({NAME: TYPED})
    assert (found[NAME].answer, found[BORN].answer) == (FieldAnswer.EDITED, FieldAnswer.UNCHANGED)
    assert found[NAME].correction is not None
    assert found[BORN].correction is None


def test_the_right_value_with_another_salt_proves_nothing(form: Submission) -> None:
    wrong = [Submitted(one.id, one.value, "00" * 32) for one in form.fields()]
    verification = verify(form, wrong)
    assert {one.answer for one in verification.findings} == {FieldAnswer.EDITED}


def verify(form: Submission, fields: list[Submitted], proof: str = "") -> verifying.Verification:
    vault, now = form.house.wallet.vault, form.house.now()
    return verifying.verify(vault, form.office, form.dossier.id, proof or form.released.proof, fields, now=now)


def test_a_field_that_was_never_released_is_unknown(form: Submission) -> None:
    (finding,) = verify(form, [Submitted("so_nha_cua_ai_do", "12", "00" * 32)]).findings
    assert finding.answer is FieldAnswer.UNKNOWN


def test_a_newer_version_of_the_record_supersedes_even_what_was_edited(form: Submission) -> None:
    form.house.deposit(form.owner, form.issuer, BIRTH | {NAME: TYPED}, replaces=form.record)
    assert answers(form, **{NAME: TYPED})[NAME] == (FieldAnswer.SUPERSEDED, "newer-version")


def test_a_newer_version_asks_nobody_for_a_correction(form: Submission) -> None:
    form.house.deposit(form.owner, form.issuer, replaces=form.record)
    assert form.found({NAME: TYPED})[NAME].correction is None


def test_a_revoked_record_supersedes(form: Submission) -> None:
    reason = RevocationReason.ISSUED_IN_ERROR
    revoking.revoke(form.house.wallet.vault, form.issuer, form.record, reason=reason, now=form.house.now())
    assert answers(form)[NAME] == (FieldAnswer.SUPERSEDED, "revoked")


def test_a_deleted_record_supersedes(form: Submission) -> None:
    reading.delete_record(form.house.wallet.vault, form.owner, form.record, now=form.house.now())
    assert answers(form)[NAME] == (FieldAnswer.SUPERSEDED, "deleted")


@pytest.mark.parametrize(("to", "word"), [(State.REVOKED, "revoked"), (State.PAUSED, "paused")])
def test_a_consent_that_was_stopped_is_named_before_anything_else(form: Submission, to: State, word: str) -> None:
    answering.change(form.house.wallet.vault, form.owner, form.consent.id, to, now=form.house.now())
    form.house.deposit(form.owner, form.issuer, replaces=form.record)
    assert answers(form, **{NAME: TYPED})[NAME] == (FieldAnswer.CONSENT_INACTIVE, word)


def test_a_consent_that_ran_out_of_time_is_inactive(form: Submission) -> None:
    form.house.now.pass_by(days=7)
    assert answers(form)[NAME] == (FieldAnswer.CONSENT_INACTIVE, "expired")


def test_a_consent_that_was_used_up_still_answers_for_what_it_gave(house: House) -> None:
    form = submitted(house, max_uses=1)
    assert answers(form)[NAME] == (FieldAnswer.UNCHANGED, "")


def test_an_older_proof_of_the_same_dossier_still_opens_what_it_gave(form: Submission) -> None:
    earlier = form.released
    form.released = fetched(form.house, form.office, form.dossier, form.consent)
    assert earlier.proof != form.released.proof
    assert {one.answer for one in form.verify().findings} == {FieldAnswer.UNCHANGED}
    form.released = earlier
    assert {one.answer for one in form.verify().findings} == {FieldAnswer.UNCHANGED}


def test_an_older_proof_names_what_is_newer_since(form: Submission) -> None:
    earlier = form.released
    form.house.deposit(form.owner, form.issuer, replaces=form.record)
    form.released = fetched(form.house, form.office, form.dossier, form.consent)
    assert answers(form)[NAME] == (FieldAnswer.UNCHANGED, "")
    form.released = earlier
    assert answers(form)[NAME] == (FieldAnswer.SUPERSEDED, "newer-version")


def test_of_two_values_that_disagree_the_citizen_may_submit_either(house: House) -> None:
    owner, issuer, office = house.citizen(), house.service("ubnd-mau"), house.service("mot-cua-mau")
    record = UUID(house.deposit(owner, issuer)["record"])
    house.deposit(owner, None, {NAME: TYPED}, record_type="giay_khai_sinh", as_of=date(2026, 11, 2))
    dossier = house.dossier(owner, office)
    consent = house.agreed(owner, office, dossier, {NAME: "required"})
    form = Submission(house, owner, issuer, office, dossier, consent, record, fetched(house, office, dossier, consent))
    (field, *_) = form.released.fields
    (other,) = field.others
    (finding,) = verify(form, [Submitted(field.id, other.value, other.salt)]).findings
    assert (field.chosen.value, other.value) == (BIRTH[NAME], TYPED)
    assert finding.answer is FieldAnswer.UNCHANGED


def refused(form: Submission, proof: str) -> None:
    with pytest.raises(ReleaseProofInvalidError):
        verify(form, form.fields(), proof)
    entry = form.house.log_of(form.owner)[-1]
    assert (entry.operation, entry.outcome) == ("submission.verify", "failed")
    assert entry.groups["context"]["detail"] == "release-proof-invalid"


def test_a_proof_with_one_altered_letter_is_refused_wherever_it_stands(form: Submission) -> None:
    proof = form.released.proof
    head, body, signature = proof.split(".")
    for place in (3, len(head) + 1 + len(body) // 2, len(proof) - len(signature) // 2):
        letter = "A" if proof[place] != "A" else "B"
        refused(form, proof[:place] + letter + proof[place + 1 :])


def test_a_proof_that_somebody_else_signed_is_refused(form: Submission) -> None:
    claims = jwt.decode(form.released.proof, options={"verify_signature": False})
    forged = jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"typ": "release+jwt"})
    refused(form, forged)


def test_an_unsigned_proof_is_refused(form: Submission) -> None:
    claims = jwt.decode(form.released.proof, options={"verify_signature": False})
    refused(form, jwt.encode(claims, "", algorithm="none", headers={"typ": "release+jwt"}))


def test_a_consent_artefact_is_no_proof_though_the_same_key_signed_it(form: Submission) -> None:
    with form.house.wallet.database.reading() as session:
        version = artefact.latest(session, form.consent)
    assert version is not None
    refused(form, version.jws)


def test_a_proof_of_another_dossier_is_refused(form: Submission) -> None:
    other = form.house.dossier(form.owner, form.office, "H00-2")
    with pytest.raises(ReleaseProofInvalidError):
        verifying.verify(
            form.house.wallet.vault,
            form.office,
            other.id,
            form.released.proof,
            form.fields(),
            now=form.house.now(),
        )


def test_another_services_dossier_is_as_absent_as_one_that_never_was(form: Submission) -> None:
    vault, proof = form.house.wallet.vault, form.released.proof
    for asked in (form.dossier.id, uuid4()):
        with pytest.raises(DossierNotFoundError):
            verifying.verify(vault, form.issuer, asked, proof, form.fields(), now=form.house.now())


def test_a_field_that_is_there_twice_is_refused_before_anything_is_compared(form: Submission) -> None:
    known = len(form.house.log_of(form.owner))
    field = form.fields()[0]
    with pytest.raises(InvalidRequestError):
        verify(form, [field, field])
    assert len(form.house.log_of(form.owner)) == known


def test_the_proof_holds_no_value_and_no_salt(form: Submission) -> None:
    claims = jwt.decode(form.released.proof, options={"verify_signature": False})
    header = jwt.get_unverified_header(form.released.proof)
    text = repr(claims)
    assert (header["typ"], header["alg"]) == ("release+jwt", "EdDSA")
    assert not [value for value in BIRTH.values() if value in text]
    assert not [field.chosen.salt for field in form.released.fields if field.chosen.salt in text]
    assert claims["artefact"] == form.consent.artefact_hash
    assert UUID(claims["entry"]) == form.released.entry


def test_the_proof_is_what_the_wallet_signs_for_its_parts(form: Submission) -> None:
    claims = jwt.decode(form.released.proof, options={"verify_signature": False})
    proof = ReleaseProof.model_validate(claims)
    assert proof.fields == proven(form.released.fields)
    assert sign(form.house.wallet.secrets, proof, now=form.house.now()) == form.released.proof


def test_one_entry_names_the_attributes_and_what_became_of_each_field(form: Submission) -> None:
    known = len(form.house.log_of(form.owner))
    verification = verify(form, [*form.fields({BORN: ""}), Submitted("NGUYỄN THỊ MẪU", "x", "00" * 32)])
    (entry,) = form.house.log_of(form.owner)[known:]
    ids = form.ids
    assert (entry.id, entry.operation, entry.outcome) == (verification.entry, "submission.verify", "done")
    assert entry.groups["object"]["records"][0]["attributes"] == sorted([NAME, BORN])
    words = set(entry.groups["context"]["detail"].split())
    assert words == {f"{ids[NAME]}=unchanged", f"{ids[BORN]}=edited", "unknown=1"}
    assert entry.groups["purpose"]["consent"] == str(form.consent.id)


def test_verifying_opens_no_sealed_record(form: Submission) -> None:
    """The sealed bytes may be gone: proof, salt and value are all that is compared."""
    for key in list(form.house.wallet.objects.keys("objects/")):
        form.house.wallet.objects.delete(key)
    assert answers(form)[NAME] == (FieldAnswer.UNCHANGED, "")


def test_edits_of_what_the_citizen_declared_are_nobodys_to_correct(house: House) -> None:
    owner, office = house.citizen(), house.service("mot-cua-mau")
    record = UUID(house.deposit(owner, None, {PHONE: "0900000000"}, record_type="tu_khai")["record"])
    dossier = house.dossier(owner, office)
    consent = house.agreed(owner, office, dossier, {PHONE: "required"})
    form = Submission(house, owner, office, office, dossier, consent, record, fetched(house, office, dossier, consent))
    found = form.found({PHONE: "0911111111"})[PHONE]
    assert (found.answer, found.correction) == (FieldAnswer.EDITED, None)


def test_other_peoples_dossiers_are_not_touched(form: Submission) -> None:
    other = form.house.citizen(MINH)
    known = len(form.house.log_of(other))
    form.verify({NAME: TYPED})
    assert len(form.house.log_of(other)) == known
