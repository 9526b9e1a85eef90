"""On a server: whose region a person's own account sees, and what must be known beyond it.

Each function works with the rights of the owner of the tables and tells no more than its name says. Where rows are not
kept to regions (`dibao db roles`), everybody sees all.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

DIGITS = (
    "CASE WHEN u.role = 'cron' THEN '' WHEN u.region LIKE '__0000000000' THEN left(u.region, 2) "
    "WHEN u.region LIKE '____00000000' THEN left(u.region, 4) WHEN u.region LIKE '______000000' THEN left(u.region, 6) "
    "WHEN u.region LIKE '_________000' THEN left(u.region, 9) ELSE u.region END"
)
"""The leading digits that name a region; the machine has every region."""

FUNCTIONS = {
    "own_region() RETURNS text": f"""
        SELECT CASE WHEN NOT c.relrowsecurity OR pg_has_role(session_user, c.relowner, 'MEMBER') THEN ''
               ELSE (SELECT {DIGITS} FROM users u WHERE u.login = session_user AND u.active) END
        FROM pg_class c WHERE c.oid = 'cases'::regclass""",  # noqa: S608 - our own words
    "own_role() RETURNS text": "SELECT u.role FROM users u WHERE u.login = session_user AND u.active",
    "sees_all() RETURNS boolean": """
        SELECT coalesce((SELECT own_region()) = '' OR ((SELECT own_region()) IS NOT NULL AND NOT EXISTS
               (SELECT 1 FROM regions r WHERE r.level = 'village' AND NOT starts_with(r.code, (SELECT own_region())))),
               false)""",
    "highest_case() RETURNS text": "SELECT max(id) FROM cases",
    "notice_batches(posted date) RETURNS bigint": """
        SELECT count(DISTINCT body ->> 'batch') FROM evidence
        WHERE kind = 'notice' AND on_date = posted AND body ->> 'batch' IS NOT NULL""",
    "persons_numbered(numbers text[]) RETURNS TABLE (id_no text, id integer)": """
        SELECT p.id_no, p.id FROM persons p WHERE p.id_no = ANY (numbers) AND p.id_no <> ''""",
    "lives_nowhere(person integer) RETURNS boolean": """
        SELECT NOT EXISTS (SELECT 1 FROM members m WHERE m.person_id = person)""",
    "counted_elsewhere(households integer[]) RETURNS TABLE "
    "(household_id integer, member_key text, id text, stage text)": """
        SELECT here.household_id, here.member_key, c.id, c.stage
        FROM households h JOIN members here ON here.household_id = h.id
        JOIN members there ON there.person_id = here.person_id AND there.household_id <> here.household_id
        JOIN cases c ON c.household_id = there.household_id AND c.stage <> 'terminated'
        WHERE h.id = ANY (households) AND starts_with(h.village, (SELECT own_region()))
        AND here.left_on IS NULL AND here.counts AND there.left_on IS NULL AND there.counts
        ORDER BY here.household_id, here.position, c.id""",
    "kin_elsewhere(ids text[]) RETURNS TABLE (here text, member_key text, named text, case_id text, id integer, "
    "kind text, on_date date, person text, document text, body jsonb, recorded_by text, recorded_on date, "
    "amends integer)": """
        SELECT own.id, here.member_key, same.member_key, e.case_id, e.id,
               e.kind, e.on_date, e.person, e.document, e.body, e.recorded_by, e.recorded_on, e.amends
        FROM cases own JOIN members here ON here.household_id = own.household_id AND here.left_on IS NULL
        JOIN members same ON same.person_id = here.person_id
        JOIN cases other ON other.household_id = same.household_id AND other.id <> own.id
        JOIN evidence e ON e.case_id = other.id AND e.kind = 'declaration'
        WHERE own.id = ANY (ids) AND starts_with(own.village, (SELECT own_region()))
        ORDER BY own.id, here.position, here.id, e.id""",
}


def upgrade() -> None:
    """Create the functions; a file has one owner, and needs none of them."""
    if op.get_bind().dialect.name == "sqlite":
        return
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for head, body in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {head} LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp "
            f"AS $${body}$$"
        )
