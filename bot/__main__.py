"""`python -m bot` is the program `ankerplatz`."""

from bot.cli import main

if __name__ == "__main__":
    main()
