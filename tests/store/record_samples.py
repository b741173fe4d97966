"""Small models in the manner of the product's own, for the tests of files."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError


class Strict(BaseModel):
    """Frozen, without unknown keys or silent conversions."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, defer_build=True
    )


def _check_name(value: str) -> str:
    if value == "Nobody":
        raise PydanticCustomError("shape.nobody", "{name} is nobody", {"name": value})
    if value == "Error":
        raise ValueError(value)
    return value


def _number(value: object) -> object:
    return Decimal(value) if type(value) is int else value


Money = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, lt=1000, decimal_places=2)]


class Travel(Strict):
    """A cost."""

    amount: Money
    label: Annotated[str, Field(min_length=2, max_length=10)]


class Session(Strict):
    """A meeting."""

    on: date
    minutes: Annotated[int, Field(gt=0, le=1440)]
    at: time | None = None
    told_at: datetime | None = None
    kind: Literal["video", "phone"] = "video"
    late: bool = False
    travel: Annotated[tuple[Travel, ...], Field(strict=False, max_length=2)] = ()
    weight: int | Decimal | None = None


class Terms(Strict):
    """What was agreed."""

    rate: Money
    modes: Annotated[tuple[str, ...], Field(strict=False, min_length=1)] = ("video",)
    share: Annotated[Decimal, Field(max_digits=3)] = Decimal(1)
    reference: Annotated[str | None, Field(pattern="^[a-z]+$")] = None

    @model_validator(mode="after")
    def _is_not_free(self) -> Self:
        if self.rate == 0:
            raise PydanticCustomError("shape.free", "free")
        return self


class Engagement(Strict):
    """A file."""

    schema_version: Literal[1] = Field(alias="schema")
    client: Annotated[str, AfterValidator(_check_name)]
    terms: Terms | None = None
    profiles: dict[str, Terms] = Field(default_factory=dict)
    sessions: Annotated[tuple[Session, ...], Field(strict=False)] = ()
    note: str | None = None
