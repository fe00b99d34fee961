"""The verbs of the chat language, one file each; `registry` lists them."""
