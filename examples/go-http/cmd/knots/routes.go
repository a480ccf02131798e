package main

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"harbour.example/knots/internal/convert"
)

func routes() http.Handler {
	router := chi.NewRouter()
	router.Use(middleware.Recoverer)
	router.Get("/", index)
	router.Get("/healthz", health)
	router.Get("/convert/{kind}", convertValue)
	return router
}

func index(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]string{
		"service": "knots",
		"try":     "/convert/speed?from=kn&to=km/h&value=10",
	})
}

func health(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]string{"status": "ok"})
}

func convertValue(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	value, err := strconv.ParseFloat(query.Get("value"), 64)
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]string{"error": "value must be a number"})
		return
	}
	result, err := convert.Convert(chi.URLParam(r, "kind"), query.Get("from"), query.Get("to"), value)
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	answer(w, http.StatusOK, map[string]any{"value": result, "unit": query.Get("to")})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
