package main

import (
	"fmt"

	"github.com/google/uuid"
)

func main() {
	fmt.Println("berth", uuid.NewSHA1(uuid.NameSpaceDNS, []byte("harbour.example")))
}
