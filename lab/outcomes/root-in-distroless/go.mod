module harbour.example/moor

go 1.26
