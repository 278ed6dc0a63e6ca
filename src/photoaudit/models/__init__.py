"""Shipped networks; see NOTICE for their origin and licences."""
