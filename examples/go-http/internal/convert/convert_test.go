package convert

import (
	"math"
	"testing"
)

func TestConvert(t *testing.T) {
	tests := []struct {
		name, kind, from, to string
		value, want          float64
	}{
		{"a nautical mile in metres", "distance", "nmi", "m", 1, 1852},
		{"ten knots by the hour", "speed", "kn", "km/h", 10, 18.52},
		{"ten cables make a mile", "distance", "cable", "nmi", 10, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Convert(test.kind, test.from, test.to, test.value)
			if err != nil || math.Abs(got-test.want) > 1e-9 {
				t.Fatalf("got %v, %v, want %v", got, err, test.want)
			}
		})
	}
}

func TestUnknownUnit(t *testing.T) {
	if _, err := Convert("speed", "furlong", "kn", 1); err == nil {
		t.Fatal("a furlong is no speed, but no error was returned")
	}
}
