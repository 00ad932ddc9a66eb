-- By what way an order that is not ours came to the venue: the terminal on a desk, a phone, a web page, a program, or the venue itself.
ALTER TABLE "__tenant__"."foreign_orders" ADD COLUMN "reason" TEXT;
