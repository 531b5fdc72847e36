package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// statusClientClosed is what nginx made customary for a caller that hung up.
const statusClientClosed = 499

// statusError is a failure of this service's own work.
type statusError struct {
	status    int
	kind, msg string
}

func (e *statusError) Error() string { return e.msg }

// callError is a failed outgoing call; status is what the callee answered, 0 without an answer.
type callError struct {
	target, reason string
	status         int
	detail         string
}

func (e *callError) Error() string {
	if e.status != 0 {
		return fmt.Sprintf("%s answered %d", e.target, e.status)
	}
	return e.target + ": " + e.detail
}

// outcome is how a request ended.
type outcome struct {
	status    int
	errorType string // of the span; empty when well
	ended     string // "cancelled" or "deadline" for http_request_cancelled_total, else empty
}

// outcomeOf maps an error of a handler to the answer. A time-out anywhere below is a deadline here too.
func outcomeOf(err error) outcome {
	var own *statusError
	var call *callError
	switch {
	case err == nil:
		return outcome{status: http.StatusOK}
	case errors.As(err, &own):
		return outcome{status: own.status, errorType: own.kind}
	case errors.As(err, &call):
		return call.outcome()
	case errors.Is(err, context.Canceled):
		return outcome{status: statusClientClosed, errorType: "cancelled", ended: "cancelled"}
	case errors.Is(err, context.DeadlineExceeded):
		return outcome{status: http.StatusGatewayTimeout, errorType: "timeout", ended: "deadline"}
	default:
		return outcome{status: http.StatusInternalServerError, errorType: "internal"}
	}
}

func (e *callError) outcome() outcome {
	switch {
	case e.reason == reasonTimeout || e.status == http.StatusGatewayTimeout:
		return outcome{status: http.StatusGatewayTimeout, errorType: "timeout", ended: "deadline"}
	case e.reason == reasonCancelled:
		return outcome{status: statusClientClosed, errorType: "cancelled", ended: "cancelled"}
	case e.reason == reasonBreakerOpen:
		return outcome{status: http.StatusServiceUnavailable, errorType: "circuit_open"}
	case e.status == http.StatusServiceUnavailable || e.reason == reasonRefused || e.reason == reasonNoEndpoint:
		return outcome{status: http.StatusServiceUnavailable, errorType: "unavailable"}
	case e.status >= 400 && e.status < 499:
		return outcome{status: e.status, errorType: "rejected"}
	default:
		return outcome{status: http.StatusBadGateway, errorType: "bad_gateway"}
	}
}
