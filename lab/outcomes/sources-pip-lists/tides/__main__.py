import click
import itsdangerous

print("slack water")
