#!/bin/sh
echo setting out
