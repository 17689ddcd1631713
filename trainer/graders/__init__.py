"""Graders of free text behind the Protocol of `practice.ports`: which points are made?"""
