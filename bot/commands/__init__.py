"""The chat language: one file for each verb, their list, and the router that answers lines."""
