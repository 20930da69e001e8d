"""Set-based writing of what came from outside: only rows that are new or differ are touched, or even locked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from psycopg import sql

Row = dict[str, Any]


@dataclass(frozen=True)
class Upserted:
    """Primary keys of rows by what happened to them; `unchanged` counts the rest.

    `before` has what was asked of changed rows as they had been.
    """

    created: list[int]
    changed: list[int]
    unchanged: int
    before: dict[int, Row] = field(default_factory=dict)


def upsert_changed(
    model: type[models.Model],
    rows: Sequence[Row],
    *,
    key: Sequence[str],
    keep: Sequence[str] = (),
    touch: Row | None = None,
    count_up: Sequence[str] = (),
    only_where: dict[str, Sequence[Any]] | None = None,
    remember: Sequence[str] = (),
) -> Upserted:
    """Insert or update `rows` on the unique columns `key`, leaving equal rows untouched.

    `rows` are dicts of attname -> value, all with the same keys, at most one per key, none null in the key. Columns in
    `keep` are written on insert only. `touch` are columns set on insert and on a change, but not compared (stamps).
    Columns in `count_up` start at 1 and rise by one with each change (versions). `only_where` names the values that
    columns of a standing row must have to be updated; it is asked of the row as locked, so that a change which somebody
    committed in the meantime stands. `remember` names columns, none of JSON, whose earlier values are given back.
    Runs inside the caller's transaction, or its own.
    """
    if not rows:
        return Upserted([], [], 0)
    touch = touch or {}
    fields = _fields(model, list(rows[0]))
    merge = _Merge(model, list(fields.values()), [fields[name].column for name in key], touch, count_up)
    guards = {
        field.column: [str(value) for value in (only_where or {})[name]]
        for name, field in _fields(model, list(only_where or {})).items()
    }
    compared = [field.column for name, field in fields.items() if name not in {*key, *keep}]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(merge.stage())
        _copy(cursor, merge.stage_name, fields, rows)
        statement = merge.statement(compared, list(guards))
        if kept := [field.column for field in _fields(model, remember).values()]:
            statement = merge.remembering(statement, kept)
        cursor.execute(statement, [*touch.values(), *guards.values()])
        written = cursor.fetchall()
        cursor.execute(sql.SQL("DROP TABLE {}").format(merge.stage_name))
    created = [pk for pk, is_new, *_ in written if is_new]
    before = {pk: dict(zip(remember, values, strict=True)) for pk, is_new, *values in written if not is_new}
    return Upserted(created, list(before), len(rows) - len(written), before if remember else {})


def insert_rows(model: type[models.Model], rows: Sequence[Row]) -> None:
    """COPY new rows into a model's table: dicts of attname -> value, all with the same keys. No key is given back."""
    if not rows:
        return
    fields = _fields(model, list(rows[0]))
    with connection.cursor() as cursor:
        _copy(cursor, sql.Identifier(model._meta.db_table), fields, rows)


def update_rows(
    model: type[models.Model], rows: Sequence[Row], *, touch: Row | None = None, count_up: Sequence[str] = ()
) -> int:
    """Update standing rows by their key "id", each with its own values, in one statement; how many there were.

    `touch` and `count_up` as in `upsert_changed`. Locking and comparing are the caller's.
    """
    if not rows:
        return 0
    fields = _fields(model, list(rows[0]))
    merge = _Merge(model, list(fields.values()), ["id"], touch or {}, count_up)
    written = [field.column for field in fields.values() if field.column != "id"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(merge.stage())
        _copy(cursor, merge.stage_name, fields, rows)
        cursor.execute(merge.update(written), list((touch or {}).values()))
        updated: int = cursor.rowcount
        cursor.execute(sql.SQL("DROP TABLE {}").format(merge.stage_name))
    return updated


def _fields(model: type[models.Model], names: Sequence[str]) -> dict[str, Any]:
    by_attname: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
    return {name: by_attname[name] for name in names}


# Their values go to PostgreSQL as they are; others are prepared by their field.
AS_THEY_ARE = {
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.DateTimeField,
    models.DecimalField,
    models.DurationField,
    models.FloatField,
    models.ForeignKey,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.TextField,
    models.TimeField,
}


def _copy(cursor: Any, stage: sql.Identifier, fields: dict[str, Any], rows: Sequence[Row]) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields.values())
    prepared: dict[str, Callable[..., Any]] = {
        name: field.get_db_prep_save for name, field in fields.items() if type(field) not in AS_THEY_ARE
    }
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(stage, columns)) as copy:
        for row in rows:
            copy.write_row(
                [prepared[name](row[name], connection) if name in prepared else row[name] for name in fields]
            )


class _Merge:
    """The statements that stage rows and bring into the table those that are new or differ."""

    def __init__(
        self,
        model: type[models.Model],
        fields: Sequence[Any],
        key: Sequence[str],
        touch: Row,
        count_up: Sequence[str],
    ) -> None:
        pk: Any = model._meta.pk
        self.pk = sql.Identifier(pk.column)
        self.table = sql.Identifier(model._meta.db_table)
        self.stage_name = sql.Identifier(f"stage_{model._meta.db_table}")
        self.columns = [field.column for field in fields]
        self.key = key
        self.stamps = [field.column for field in _fields(model, list(touch)).values()]
        self.counters = [field.column for field in _fields(model, count_up).values()]

    def stage(self) -> sql.Composed:
        """An empty temporary table with the columns' own types, gone with the transaction at the latest."""
        return sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WHERE false").format(
            self.stage_name, _names(self.columns), self.table
        )

    def statement(self, compared: Sequence[str], guarded: Sequence[str] = ()) -> sql.Composed:
        """Insert what is new, update what differs in `compared`; gives (pk, is new) of each row written.

        The lateral join looks each staged row up by its key: a plain one reads the whole table for every page.
        """
        return sql.SQL(
            "INSERT INTO {table} AS t ({all}) SELECT {staged}{stamps}{ones} FROM {stage} s "
            "LEFT JOIN LATERAL (SELECT * FROM {table} o WHERE {same} LIMIT 1) o ON true "
            "WHERE o.{pk} IS NULL{differs} "
            "ON CONFLICT ({key}) DO {action} RETURNING t.{pk}, (xmax = 0)"
        ).format(
            table=self.table,
            stage=self.stage_name,
            pk=self.pk,
            all=_names([*self.columns, *self.stamps, *self.counters]),
            staged=_names(self.columns, "s"),
            stamps=_after(sql.Placeholder() for _ in self.stamps),
            ones=_after(sql.Literal(1) for _ in self.counters),
            same=sql.SQL(" AND ").join(_equal(sql.Identifier("o"), sql.Identifier("s"), c) for c in self.key),
            differs=_differs(compared),
            key=_names(self.key),
            action=self._action(compared, guarded),
        )

    def remembering(self, statement: sql.Composed, kept: Sequence[str]) -> sql.Composed:
        """The statement, giving also what the rows held before: all of one statement reads the table as it was."""
        return sql.SQL(
            "WITH written (pk, is_new) AS ({statement}) SELECT w.pk, w.is_new, {kept} FROM written w "
            "LEFT JOIN LATERAL (SELECT * FROM {table} o WHERE NOT w.is_new AND o.{pk} = w.pk LIMIT 1) o ON true"
        ).format(statement=statement, kept=_names(kept, "o"), table=self.table, pk=self.pk)

    def update(self, written: Sequence[str]) -> sql.Composed:
        """Bring the staged rows into the standing ones of the same key."""
        taken = [sql.SQL("{c} = s.{c}").format(c=sql.Identifier(c)) for c in written]
        stamped = [sql.SQL("{} = %s").format(sql.Identifier(c)) for c in self.stamps]
        counted = [sql.SQL("{c} = t.{c} + 1").format(c=sql.Identifier(c)) for c in self.counters]
        return sql.SQL("UPDATE {} t SET {} FROM {} s WHERE t.{pk} = s.{pk}").format(
            self.table, sql.SQL(", ").join([*taken, *stamped, *counted]), self.stage_name, pk=self.pk
        )

    def _action(self, compared: Sequence[str], guarded: Sequence[str]) -> sql.Composable:
        if not compared:
            return sql.SQL("NOTHING")
        taken = [sql.SQL("{c} = EXCLUDED.{c}").format(c=sql.Identifier(c)) for c in (*compared, *self.stamps)]
        counted = [sql.SQL("{c} = t.{c} + 1").format(c=sql.Identifier(c)) for c in self.counters]
        where = sql.SQL(" AND ").join(sql.SQL("t.{} = ANY(%s)").format(sql.Identifier(c)) for c in guarded)
        update = sql.SQL("UPDATE SET {}").format(sql.SQL(", ").join([*taken, *counted]))
        return update + sql.SQL(" WHERE ") + where if guarded else update


def _names(columns: Sequence[str], alias: str = "") -> sql.Composed:
    parts = [sql.Identifier(alias, column) if alias else sql.Identifier(column) for column in columns]
    return sql.SQL(", ").join(parts)


def _after(parts: Any) -> sql.Composed:
    """Further items of a list that has begun."""
    return sql.SQL("").join(sql.SQL(", {}").format(part) for part in parts)


def _equal(left: sql.Identifier, right: sql.Identifier, column: str) -> sql.Composed:
    return sql.SQL("{}.{c} = {}.{c}").format(left, right, c=sql.Identifier(column))


def _differs(compared: Sequence[str]) -> sql.Composable:
    if not compared:
        return sql.SQL("")
    return sql.SQL(" OR ({}) IS DISTINCT FROM ({})").format(_names(compared, "o"), _names(compared, "s"))
