-- What was done with this copy of the database. A copy that others are older or newer than must not work unsuspectingly:
-- a backup is looked through before it works again, and what was moved elsewhere works no more.

alter table installation add column backed_up_at bigint;
alter table installation add column moved_at bigint;
