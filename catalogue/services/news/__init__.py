"""What a team announces about its service: releases, incidents, maintenance."""
