// SPDX-License-Identifier: Apache-2.0

package xrayemulator

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

type waitRequest struct {
	FilterExpression string        `json:",omitempty"`
	TraceIds         []string      `json:",omitempty"`
	Count            *int          `json:",omitempty"`
	Exactly          *int          `json:",omitempty"`
	AtMost           *int          `json:",omitempty"`
	Calls            []callRequest `json:",omitempty"`
	QuietSeconds     *float64      `json:",omitempty"`
	TimeoutSeconds   float64
	Partial          bool
}

type callRequest struct {
	From    string
	To      string
	AtLeast *int `json:",omitempty"`
	Exactly *int `json:",omitempty"`
	AtMost  *int `json:",omitempty"`
}

// Option says more of what is expected.
type Option func(*waitRequest) error

// Count: at least so many traces match (one, where nothing is said).
func Count(number int) Option {
	return func(request *waitRequest) error { request.Count = &number; return nil }
}

// Exactly: so many traces match, no more.
func Exactly(number int) Option {
	return func(request *waitRequest) error { request.Exactly = &number; return nil }
}

// AtMost: no more traces match.
func AtMost(number int) Option {
	return func(request *waitRequest) error { request.AtMost = &number; return nil }
}

// Traces: of these all must match, and no others count.
func Traces(ids ...string) Option {
	return func(request *waitRequest) error { request.TraceIds = append(request.TraceIds, ids...); return nil }
}

// Within: how long to wait (five seconds).
func Within(wait time.Duration) Option {
	return func(request *waitRequest) error { request.TimeoutSeconds = wait.Seconds(); return nil }
}

// Quiet: how long nothing more must have come.
func Quiet(time time.Duration) Option {
	return func(request *waitRequest) error {
		seconds := time.Seconds()
		request.QuietSeconds = &seconds
		return nil
	}
}

// Partial: traces count too of which something is missing.
func Partial() Option {
	return func(request *waitRequest) error { request.Partial = true; return nil }
}

var call = regexp.MustCompile(`^\s*("[^"]*"|.+?)\s*->\s*("[^"]*"|.+?)\s*(<=|>=|=|<|>)\s*(\d+)\s*$`)

// Calls: how often one service calls another within each trace: "front -> back = 2", with =, <, >, <= or >=.
func Calls(texts ...string) Option {
	return func(request *waitRequest) error {
		for _, text := range texts {
			one, err := readCall(text)
			if err != nil {
				return err
			}
			request.Calls = append(request.Calls, one)
		}
		return nil
	}
}

func readCall(text string) (callRequest, error) {
	match := call.FindStringSubmatch(text)
	if match == nil {
		return callRequest{}, fmt.Errorf("%q is not of the form \"front -> back = 2\"", text)
	}
	number, err := strconv.Atoi(match[4])
	if err != nil {
		return callRequest{}, err
	}
	read := callRequest{From: strings.Trim(match[1], `"`), To: strings.Trim(match[2], `"`)}
	switch match[3] {
	case "=":
		read.Exactly = &number
	case ">":
		number++
		read.AtLeast = &number
	case ">=":
		read.AtLeast = &number
	case "<":
		if number == 0 {
			return callRequest{}, fmt.Errorf("%q cannot be: there are no fewer calls than none", text)
		}
		number--
		read.AtMost = &number
	default:
		read.AtMost = &number
	}
	return read, nil
}
