"""XMPP with slixmpp: one account in its group chats (XEP-0045) and with its contacts."""
