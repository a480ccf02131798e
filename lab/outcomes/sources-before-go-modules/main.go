package main

import (
	"fmt"

	"github.com/pkg/errors"
)

func main() {
	fmt.Println(errors.WithMessage(errors.New("berth taken"), "moor"))
}
