"""Parts of a rule book: who may enter, what is asked of her, how often she may try."""

from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from quizapp.contests.rules.order import CRITERIA
from quizapp.names import clean

Per = Literal["round", "day", "contest"]
Counted = Literal["first", "last", "best_then_earliest", "best_then_fastest"]
LateAnswers = Literal["never", "by_outage"]
Shown = Literal["score", "duration", "provisional_rank", "right_count"]

#: What the entry form always asks for.
ALWAYS_ASKED = ("full_name", "birth_year", "phone")
#: What it asks for where a rule book says nothing.
USUAL_FIELDS = (*ALWAYS_ASKED, "unit")
#: What it can ask for.
FIELDS = (*USUAL_FIELDS, "sex", "ethnicity", "occupation", "member")
#: What nobody can be made to tell (domain.md §3).
NEVER_REQUIRED = ("ethnicity",)

#: One line of text in its one spelling.
Line = Annotated[
    str,
    BeforeValidator(lambda value: clean(value) if isinstance(value, str) else value),
    Field(min_length=1, max_length=300),
]
T = TypeVar("T")
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class Part(BaseModel):
    """Base of every part of a rule book: unknown keys are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def check_field(name: str) -> str:
    """Check that the entry form can ask for a field."""
    if name not in FIELDS:
        raise PydanticCustomError(
            "field_unknown",
            "The entry form knows no “%(name)s”. It knows: %(known)s.",
            {"name": name, "known": ", ".join(FIELDS)},
        )
    return name


def check_criterion(name: str) -> str:
    """Check that the ranking knows a criterion."""
    if name not in CRITERIA:
        raise PydanticCustomError(
            "criterion_unknown",
            "The ranking knows no “%(name)s”. It knows: %(known)s.",
            {"name": name, "known": ", ".join(CRITERIA)},
        )
    return name


def check_once(names: tuple[T, ...]) -> tuple[T, ...]:
    """Check that nothing stands twice in a list."""
    for place, name in enumerate(names):
        if name in names[:place]:
            raise PydanticCustomError(
                "twice", "“%(name)s” stands there twice.", {"name": str(name)}
            )
    return names


def check_some(values: tuple[T, ...]) -> tuple[T, ...]:
    """Check that a list isn't empty, once each of its values is right."""
    if not values:
        raise PydanticCustomError("none", "“%(name)s” is empty: write one or more.", {})
    return values


#: For lists that hold at least one.
SOME = (AfterValidator(check_some), Field(json_schema_extra={"minItems": 1}))


def one_of(*names: str) -> WithJsonSchema:
    """Tell editors which words a text may be."""
    return WithJsonSchema({"type": "string", "enum": list(names)})


FieldName = Annotated[str, AfterValidator(check_field), one_of(*FIELDS)]
CriterionName = Annotated[str, AfterValidator(check_criterion), one_of(*CRITERIA)]


class Eligibility(Part):
    """Who may take part."""

    minimum_age: int = Field(
        default=0, ge=0, le=120, description="In years; 0: any age."
    )
    units: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(/[^/\s]+)?$",
        description="A tree of units, or tree/code for one branch of it.",
    )

    @property
    def tree(self) -> str | None:
        """Return the slug of the tree of units."""
        return None if self.units is None else self.units.partition("/")[0]

    @property
    def unit_code(self) -> str | None:
        """Return the code of the branch; None: the whole tree."""
        return None if self.units is None else self.units.partition("/")[2] or None


class EntryForm(Part):
    """What the entry form asks for."""

    required: Annotated[tuple[FieldName, ...], AfterValidator(check_once)] = (
        USUAL_FIELDS
    )
    optional: Annotated[tuple[FieldName, ...], AfterValidator(check_once)] = ()
    form: Literal["before", "after"] = Field(
        default="before",
        description="When it is filled in: before the quiz; or after it, except for name,"
        " birth year, phone and the consent to taking part.",
    )

    @property
    def asked(self) -> tuple[str, ...]:
        """Return every field that is asked for, those that are required first."""
        return (*self.required, *self.optional)

    @field_validator("required")
    @classmethod
    def holds_what_is_always_asked(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse a form without name, birth year or phone."""
        missing = [name for name in ALWAYS_ASKED if name not in names]
        if missing:
            raise PydanticCustomError(
                "field_always_asked",
                "The entry form always asks for %(missing)s: add what is missing.",
                {"missing": ", ".join(missing)},
            )
        for name in NEVER_REQUIRED:
            if name in names:
                raise PydanticCustomError(
                    "field_never_required",
                    "Nobody can be made to tell “%(name)s”: write it under optional.",
                    {"name": name},
                )
        return names

    @field_validator("optional")
    @classmethod
    def repeats_nothing(cls, names: tuple[str, ...], info: Any) -> tuple[str, ...]:
        """Refuse a field that is required and optional."""
        check_once((*info.data.get("required", ()), *names))
        return names


class Attempts(Part):
    """How many attempts an entry has, and which one counts."""

    limit: int | None = Field(
        default=None, ge=1, le=1000, description="Leave out limit and per: no limit."
    )
    per: Per | None = None
    counted: Counted
    valid_only_if_all_answered: bool = False

    @model_validator(mode="after")
    def limit_and_per_go_together(self) -> Self:
        """Refuse one without the other."""
        if (self.limit is None) != (self.per is None):
            raise PydanticCustomError(
                "limit_without_per",
                "Write both limit and per, or neither for attempts without a limit.",
            )
        return self
