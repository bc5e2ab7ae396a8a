"""A PostgreSQL database full of tickets, made inside it: five years of a city that answers most of them.

95 % have ended, the open ones are mostly recent; 30 kecamatan and 15 categories, few of each far more common
than the others; each with a reporter and three events. The words are as long as in the conversations of the
tests.
"""

from core import agencies, places
from tests.postgres import Cluster

_KECAMATAN = "ARRAY[{}]".format(",".join(f"'{name}'" for name in places.districts()))
_CATEGORIES = "ARRAY[{}]".format(",".join(f"'{code}'" for code in agencies.categories()))
_WORDS = (
    "min, jalan di depan SMP bolong gede udah sebulan, kemarin ada motor jatuh malam-malam. Tolong ditambal."
)

_CONVERSATIONS = """
INSERT INTO conversations (id, channel, address, language, owner, absence_noticed, reachable, is_group,
  last_seq, news_stopped, created_at)
SELECT md5(i::text), 'telegram', i::text, 'id', 'bot', false, true, false, 0, false, now()
FROM generate_series(1, {people}) i
"""

# The square of a random number makes some kecamatan and categories far more common than others.
_TICKETS = """
INSERT INTO tickets (number, message_id, source, classification, category, title, description, place_text,
  kelurahan, kecamatan, street, lat, lon, agency, agency_name, status, privacy, revealing, due_on, escalation,
  verified_at, closed_at, reopened, created_at, updated_at)
SELECT (10000000 + (i::bigint * 7654321) % 89999999)::text, 'm' || i, 'chat', 'pengaduan',
  ({categories})[1 + floor(15 * c * c)::int], 'Jalan bolong di depan SMP', '{words}',
  'Jl. Nomor ' || s || ', depan SMP', 'Kelurahan ' || k * 5 + s % 5, ({kecamatan})[1 + k], 'Nomor ' || s,
  -6.965 + 0.125 * a, 107.55 + 0.185 * b, 'dinas' || i % 12, 'Dinas yang ke-' || i % 12, status,
  CASE WHEN p < 0.05 THEN 'secret' WHEN p < 0.15 THEN 'anonymous' ELSE 'public' END, '[]',
  (made + interval '20 days')::date, 0,
  CASE WHEN status NOT IN ('received', 'archived') THEN made + interval '1 day' END,
  CASE WHEN status = 'done' THEN made + interval '12 days' END, 0, made, made + interval '12 days'
FROM (
  SELECT i, k, s, c, p, a, b, now() - interval '5 years' * (1 - i / {count}.0) AS made,
    CASE WHEN o < (CASE WHEN i > 0.9 * {count} THEN 0.42 ELSE 0.009 END)
      THEN (ARRAY['received', 'verified', 'forwarded', 'in_progress', 'in_progress', 'on_hold'])
        [1 + floor(6 * d)::int]
      ELSE (ARRAY['done', 'done', 'done', 'done', 'done', 'done', 'done', 'answered', 'not_ours', 'archived'])
        [1 + floor(10 * d)::int] END AS status
  FROM (
    SELECT i, floor(30 * pow(random(), 2))::int AS k, floor(400 * pow(random(), 2))::int AS s, random() AS c,
      random() AS p, random() AS a, random() AS b, random() AS o, random() AS d
    FROM generate_series(1, {count}) i
  ) dice
) made
"""

_REPORTERS = """
INSERT INTO ticket_reporters (ticket_id, conversation_id, first, privacy, words, joined_at)
SELECT id, md5((1 + id % {people})::text), true, privacy, '', created_at FROM tickets
"""

_EVENTS = """
INSERT INTO ticket_events (ticket_id, kind, author, note, detail, created_at)
SELECT t.id, e.kind, 'staff', '', '{{}}', t.created_at + e.after * interval '1 day'
FROM tickets t, (VALUES ('created', 0), ('forwarded', 1), ('in_progress', 5)) e (kind, after)
ORDER BY t.id, e.after
"""


def fill(cluster: Cluster, database: str, count: int) -> None:
    """Put this many tickets into a migrated database, and look through them as autovacuum would."""
    people = max(count // 5, 1)
    cluster.run("SELECT setseed(0.4)", database)
    for statement in (_CONVERSATIONS, _TICKETS, _REPORTERS, _EVENTS):
        sql = statement.format(
            people=people, count=count, words=_WORDS, kecamatan=_KECAMATAN, categories=_CATEGORIES
        )
        cluster.run(f"SET synchronous_commit = off; SET session_replication_role = replica; {sql}", database)
    cluster.run("VACUUM ANALYZE", database)
