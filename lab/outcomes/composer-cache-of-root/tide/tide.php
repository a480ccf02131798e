<?php

function tide(): string
{
    return "high water";
}
