"""The programme of a chat: series and dates, who wants to hear of them, what they say of them."""
