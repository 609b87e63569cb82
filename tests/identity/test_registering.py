"""A registration that names a code which nothing defines is refused, with the codes that may have been meant."""

import pytest

from tests.papers import own_catalogue
from wallet.identity.errors import InvalidServiceError
from wallet.identity.registering import check_codes
from wallet.identity.services import RegisterService


def check(procedures: tuple[str, ...] = (), deposits: tuple[str, ...] = ()) -> None:
    registration = RegisterService(
        client_id="cong-mau", name="Cổng", organisation="Xã Mẫu", procedures=procedures, deposits=deposits
    )
    here = own_catalogue()
    check_codes(registration, procedures=here.procedures, record_types=here.record_types)


@pytest.mark.parametrize("code", ["1.004222", "1.004222.H29", "1.004222.000.00.00.H29"])
def test_every_spelling_of_a_known_code_is_right(code: str) -> None:
    check((code,), ("giay_khai_sinh",))


def test_a_procedure_that_no_file_defines_is_named_with_those_near_it() -> None:
    with pytest.raises(InvalidServiceError, match=r"no file defines the procedure 1\.004223 \(near it: .*1\.004222"):
        check(("1.004222", "1.004223"))


def test_a_record_type_too() -> None:
    with pytest.raises(InvalidServiceError, match=r"record type giay_khai_xinh \(near it: giay_khai_sinh"):
        check(deposits=("giay_khai_xinh",))


def test_what_resembles_nothing_is_named_without_a_guess() -> None:
    with pytest.raises(InvalidServiceError, match=r"no file defines the procedure đăng ký$"):
        check(("đăng ký",))
