"""What people can be asked of themselves: code → a message id, or a name."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from quizapp.contests.rules import EntryForm
from quizapp.errors import InvalidError
from quizapp.names import check_person_name
from quizapp.phrases import message

SEXES = {
    "female": message("Female"),
    "male": message("Male"),
    "other": message("Another sex"),
}
OCCUPATIONS = {
    "farmer": message("Farming, forestry, fishing"),
    "worker": message("Worker"),
    "public_servant": message("Cadre, civil or public servant"),
    "armed_forces": message("Police or army"),
    "trade": message("Trade, business"),
    "freelance": message("Freelance work"),
    "homemaker": message("Homemaking"),
    "student": message("Pupil or student"),
    "retired": message("Retired from work"),
    "other": message("Another occupation"),
}
#: Who may agree for somebody under 16.
RELATIONS = {
    "mother": message("Mother"),
    "father": message("Father"),
    "guardian": message("Guardian"),
}

#: The 54 peoples of Vietnam by the list of the General Statistics Office (decision
#: 121-TCTK/PPCĐ of 2 March 1979), in its order and with its numbers. Names are the same
#: in each language.
PEOPLES = {
    f"{number:02}": name
    for number, name in enumerate(
        """
        Kinh, Tày, Thái, Hoa, Khơ-me, Mường, Nùng, Mông, Dao, Gia-rai, Ngái, Ê-đê,
        Ba-na, Xơ-đăng, Sán Chay, Cơ-ho, Chăm, Sán Dìu, Hrê, Mnông, Ra-glai, Xtiêng,
        Bru-Vân Kiều, Thổ, Giáy, Cơ-tu, Gié-Triêng, Mạ, Khơ-mú, Co, Tà-ôi, Chơ-ro,
        Kháng, Xinh-mun, Hà Nhì, Chu-ru, Lào, La Chí, La Ha, Phù Lá, La Hủ, Lự, Lô Lô,
        Chứt, Mảng, Pà Thẻn, Cơ Lao, Cống, Bố Y, Si La, Pu Péo, Brâu, Ơ Đu, Rơ-măm
        """.replace("\n", " ").split(","),
        start=1,
    )
    for name in [" ".join(name.split())]
}
ETHNICITIES = PEOPLES | {"other": message("Another ethnicity")}

#: Field of the entry form → what it is called.
FIELD_LABELS = {
    "full_name": message("full name"),
    "birth_year": message("birth year"),
    "phone": message("phone"),
    "unit": message("unit"),
    "sex": message("sex"),
    "ethnicity": message("ethnicity"),
    "occupation": message("occupation"),
    "member": message("member of the union or not"),
}


@dataclass(frozen=True)
class Representative:
    """Who agrees for somebody under 16: a name, and a key of ``RELATIONS``."""

    name: str
    relation: str


@dataclass(frozen=True, kw_only=True)
class Details:
    """What an entry says of a person beside her account and unit; None: not told."""

    #: A key of ``SEXES``.
    sex: str | None = None
    #: A key of ``ETHNICITIES``; kept with its own consent alone.
    ethnicity: str | None = None
    #: A key of ``OCCUPATIONS``.
    occupation: str | None = None
    is_member: bool | None = None
    #: Only where the birth year leaves an age open.
    birth_date: date | None = None
    representative: Representative | None = None

    def asked_by(self, form: EntryForm) -> Self:
        """Return the details without what a contest doesn't ask for."""
        asked = form.asked
        return replace(
            self,
            sex=self.sex if "sex" in asked else None,
            ethnicity=self.ethnicity if "ethnicity" in asked else None,
            occupation=self.occupation if "occupation" in asked else None,
            is_member=self.is_member if "member" in asked else None,
        )


NO_DETAILS = Details()
#: Field of the form → where ``Details`` has it, and the codes that it knows.
CODED = {"sex": SEXES, "ethnicity": ETHNICITIES, "occupation": OCCUPATIONS}


def check_known(details: Details) -> None:
    """Check that each code is one of its list.

    Raises:
        InvalidError: one isn't.
    """
    for name, known in CODED.items():
        code = getattr(details, name)
        if code is not None and code not in known:
            raise InvalidError("Choose one of the list.", field=name)


def check_complete(details: Details, form: EntryForm) -> None:
    """Check that everything is there that a contest requires beside the unit.

    Raises:
        InvalidError: something is missing.
    """
    told = {
        "sex": details.sex,
        "occupation": details.occupation,
        "member": details.is_member,
    }
    for name, value in told.items():
        if name in form.required and value is None:
            raise InvalidError(
                "Choose an answer: this contest asks for it.", field=name
            )


def check_representative(one: Representative) -> Representative:
    """Return a representative, the name in its one spelling.

    Raises:
        InvalidError: the name can't be one, or the relation isn't known.
    """
    if one.relation not in RELATIONS:
        raise InvalidError(
            "Choose what this person is to the one who enters.",
            field="representative_relation",
        )
    try:
        name = check_person_name(one.name)
    except InvalidError as error:
        raise InvalidError(
            error.message, field="representative_name", **error.params
        ) from error
    return Representative(name, one.relation)
