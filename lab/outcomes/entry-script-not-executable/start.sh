#!/bin/sh
echo set out
