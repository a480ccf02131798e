echo "${GIT_COMMIT:-none}"
