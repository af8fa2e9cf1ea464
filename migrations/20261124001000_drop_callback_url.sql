-- The address lies with the post, sealed; a copy in the outbox was readable.

alter table callbacks drop column url;
