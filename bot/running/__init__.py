"""The running bot: serving, standing by, and answering its operator."""
