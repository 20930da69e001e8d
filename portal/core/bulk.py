"""Set-based writing of what came from outside: only rows that are new or differ are touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction
from psycopg import sql


@dataclass(frozen=True)
class Upserted:
    """Primary keys of rows by what happened to them; `unchanged` counts the rest."""

    created: list[int]
    changed: list[int]
    unchanged: int


def upsert_changed(
    model: type[models.Model],
    rows: Sequence[dict[str, Any]],
    *,
    key: Sequence[str],
    keep: Sequence[str] = (),
    touch: dict[str, Any] | None = None,
) -> Upserted:
    """Insert or update `rows` on the unique columns `key`, leaving equal rows untouched.

    `rows` are dicts of attname -> value, all with the same keys, at most one per key. Columns in `keep` are written
    on insert only. `touch` are columns set on insert and on a change, but not compared (stamps). Runs inside the
    caller's transaction, or its own.
    """
    if not rows:
        return Upserted([], [], 0)
    touch = touch or {}
    columns = list(rows[0])
    fields = {
        name: model._meta.get_field(name.removesuffix("_id") if name not in _names(model) else name)
        for name in columns
    }
    with transaction.atomic(), connection.cursor() as cursor:
        stage = _stage(cursor, model, fields)
        _copy(cursor, stage, fields, rows)
        cursor.execute(_merge(model, stage, fields, key, keep, touch), list(touch.values()))
        written = cursor.fetchall()
        cursor.execute(sql.SQL("DROP TABLE {}").format(stage))
    created = [pk for pk, is_new in written if is_new]
    changed = [pk for pk, is_new in written if not is_new]
    return Upserted(created, changed, len(rows) - len(written))


def _names(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def _stage(cursor: Any, model: type[models.Model], fields: dict[str, Any]) -> sql.Identifier:
    """An empty temporary table with the columns' own types, gone with the transaction at the latest."""
    stage = sql.Identifier(f"stage_{model._meta.db_table}")
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields.values())
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(stage))
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WHERE false").format(
            stage, columns, sql.Identifier(model._meta.db_table)
        )
    )
    return stage


def _copy(cursor: Any, stage: sql.Identifier, fields: dict[str, Any], rows: Sequence[dict[str, Any]]) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields.values())
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(stage, columns)
    prepare = [(name, field.get_db_prep_save) for name, field in fields.items()]
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([prepared(row[name], connection) for name, prepared in prepare])


def _merge(
    model: type[models.Model],
    stage: sql.Identifier,
    fields: dict[str, Any],
    key: Sequence[str],
    keep: Sequence[str],
    touch: dict[str, Any],
) -> sql.Composed:
    table = sql.Identifier(model._meta.db_table)
    columns = [field.column for field in fields.values()]
    stamps = [model._meta.get_field(name).column for name in touch]
    fixed = {fields[name].column for name in (*key, *keep)}
    compared = [column for column in columns if column not in fixed]
    insert = sql.SQL("INSERT INTO {t} ({all}) SELECT {cols}{stamps} FROM {s} ON CONFLICT ({key}) ").format(
        t=table,
        all=sql.SQL(", ").join(map(sql.Identifier, columns + stamps)),
        cols=sql.SQL(", ").join(map(sql.Identifier, columns)),
        stamps=sql.SQL("").join(sql.SQL(", {}").format(sql.Placeholder()) for _ in stamps),
        s=stage,
        key=sql.SQL(", ").join(sql.Identifier(fields[name].column) for name in key),
    )
    returning = sql.SQL(" RETURNING {pk}, (xmax = 0)").format(pk=sql.Identifier(model._meta.pk.column))  # type: ignore[union-attr]
    if not compared:
        return insert + sql.SQL("DO NOTHING") + returning
    assign = sql.SQL(", ").join(
        sql.SQL("{c} = EXCLUDED.{c}").format(c=sql.Identifier(c)) for c in compared + stamps
    )
    differs = sql.SQL("({ours}) IS DISTINCT FROM ({theirs})").format(
        ours=sql.SQL(", ").join(sql.SQL("{}.{}").format(table, sql.Identifier(c)) for c in compared),
        theirs=sql.SQL(", ").join(sql.SQL("EXCLUDED.{}").format(sql.Identifier(c)) for c in compared),
    )
    return insert + sql.SQL("DO UPDATE SET {} WHERE {}").format(assign, differs) + returning
