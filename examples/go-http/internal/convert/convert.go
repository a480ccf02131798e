// Package convert changes speeds and distances between units used at sea and on land.
package convert

import "fmt"

// metres says how many metres, or metres a second, one of each unit is.
var metres = map[string]map[string]float64{
	"distance": {"m": 1, "km": 1000, "cable": 185.2, "nmi": 1852},
	"speed":    {"m/s": 1, "km/h": 1000.0 / 3600, "kn": 1852.0 / 3600},
}

// Convert changes a value of the kind "distance" or "speed" from one unit to another.
func Convert(kind, from, to string, value float64) (float64, error) {
	units, ok := metres[kind]
	if !ok {
		return 0, fmt.Errorf("unknown kind %q", kind)
	}
	source, ok := units[from]
	if !ok {
		return 0, fmt.Errorf("unknown unit %q", from)
	}
	target, ok := units[to]
	if !ok {
		return 0, fmt.Errorf("unknown unit %q", to)
	}
	return value * source / target, nil
}
