"""Comparing WorkQL with its peers."""
