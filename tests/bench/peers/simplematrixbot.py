"""The bot of simplematrixbotlib's manual: answers `!meet` with a line.

Arguments: homeserver, user id, password.
"""

import sys

import simplematrixbotlib

homeserver, user_id, password = sys.argv[1:]
credentials = simplematrixbotlib.Creds(homeserver, user_id, password)
config = simplematrixbotlib.Config()
config.encryption_enabled = False
bot = simplematrixbotlib.Bot(credentials, config)


@bot.listener.on_message_event
async def answer(room, message):
    match = simplematrixbotlib.MessageMatch(room, message, bot, "!")
    if match.is_not_from_this_bot() and match.prefix() and match.command("meet"):
        await bot.api.send_text_message(room.room_id, f"answer to {message.body}")


bot.run()
