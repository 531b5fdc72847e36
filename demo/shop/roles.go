package main

import (
	"context"
	"time"
)

// routesOf is the business of each service: what a route does, and whom it asks.
func routesOf(s *service) []route {
	switch s.opt.service {
	case "gateway":
		return gatewayRoutes(s)
	case "auth":
		return []route{
			{"POST", "/token", s.work("hash password", 9*time.Millisecond)},
			{"POST", "/verify", s.work("verify token", 3*time.Millisecond)},
		}
	case "order":
		return orderRoutes(s)
	case "payment":
		return []route{{"POST", "/charge", s.charge}}
	case "inventory":
		return []route{
			{"GET", "/stock", s.stock("read stock")},
			{"POST", "/reserve", s.stock("reserve stock")},
		}
	default: // risk
		return []route{{"POST", "/score", s.work("score order", 7*time.Millisecond)}}
	}
}

// own is a span of this service's own work: the place of handler faults.
func (s *service) own(ctx context.Context, name string, mean time.Duration) error {
	return s.inSpan(ctx, name, internalSpan, nil, func(ctx context.Context) error { return s.think(ctx, mean) })
}

// think suffers handler faults, and those of the stores that show no spans, and works for about mean.
func (s *service) think(ctx context.Context, mean time.Duration) error {
	for _, layer := range []string{"handler", "database", "cache"} {
		if contains(spansOf[s.opt.service], layer) {
			continue
		}
		if err := s.faults.at(ctx, layer); err != nil {
			return err
		}
	}
	return sleep(ctx, s.random.around(mean))
}

func (s *service) work(name string, mean time.Duration) handler {
	return func(ctx context.Context, _ *request) error { return s.own(ctx, name, mean) }
}

// lookup reads the service's cache.
func (s *service) lookup(ctx context.Context, name string) error {
	return s.inSpan(ctx, name, internalSpan, nil, func(ctx context.Context) error {
		if err := s.faults.at(ctx, "cache"); err != nil {
			return err
		}
		return sleep(ctx, s.random.around(2*time.Millisecond))
	})
}

func gatewayRoutes(s *service) []route {
	// forward checks the token, asks order and renders what came back.
	forward := func(method, template string, path func(*request) string) handler {
		return func(ctx context.Context, rq *request) error {
			if err := s.client.call(ctx, "auth", "POST", "/verify", "/verify"); err != nil {
				return err
			}
			if err := s.client.call(ctx, "order", method, path(rq), template); err != nil {
				return err
			}
			return s.own(ctx, "render response", 2*time.Millisecond)
		}
	}
	return []route{
		{"POST", "/login", func(ctx context.Context, _ *request) error {
			if err := s.client.call(ctx, "auth", "POST", "/token", "/token"); err != nil {
				return err
			}
			return s.own(ctx, "render response", 2*time.Millisecond)
		}},
		{"GET", "/catalog", forward("GET", "/catalog", func(*request) string { return "/catalog" })},
		{"GET", "/orders/{id}/items", forward("GET", "/orders/{id}/items", func(rq *request) string { return "/orders/" + rq.params["id"] + "/items" })},
		{"POST", "/checkout", forward("POST", "/orders", func(*request) string { return "/orders" })},
	}
}

func orderRoutes(s *service) []route {
	return []route{
		{"GET", "/catalog", func(ctx context.Context, _ *request) error {
			return s.inSpan(ctx, "ListCatalog", internalSpan, nil, func(ctx context.Context) error {
				if err := s.think(ctx, 2*time.Millisecond); err != nil {
					return err
				}
				if err := s.lookup(ctx, "catalog cache get"); err != nil {
					return err
				}
				if err := s.client.call(ctx, "inventory", "GET", "/stock", "/stock"); err != nil {
					return err
				}
				return s.db.query(ctx, "SELECT", "products", "SELECT id, name, price FROM products WHERE listed ORDER BY rank LIMIT 50")
			})
		}},
		{"GET", "/orders/{id}/items", func(ctx context.Context, _ *request) error {
			return s.inSpan(ctx, "ListItems", internalSpan, nil, func(ctx context.Context) error {
				if err := s.think(ctx, 6*time.Millisecond); err != nil {
					return err
				}
				return s.db.query(ctx, "SELECT", "order_items", "SELECT sku, quantity, price FROM order_items WHERE order_id = $1")
			})
		}},
		{"POST", "/orders", func(ctx context.Context, _ *request) error {
			return s.inSpan(ctx, "PlaceOrder", internalSpan, nil, s.placeOrder)
		}},
	}
}

func (s *service) placeOrder(ctx context.Context) error {
	if err := s.own(ctx, "price order", 4*time.Millisecond); err != nil {
		return err
	}
	if err := s.client.call(ctx, "inventory", "POST", "/reserve", "/reserve"); err != nil {
		return err
	}
	if err := s.client.call(ctx, "payment", "POST", "/charge", "/charge"); err != nil {
		return err
	}
	return s.db.query(ctx, "INSERT", "orders", "INSERT INTO orders (id, customer_id, total, state) VALUES ($1, $2, $3, 'paid')")
}

func (s *service) charge(ctx context.Context, _ *request) error {
	if err := s.own(ctx, "prepare charge", 3*time.Millisecond); err != nil {
		return err
	}
	if err := s.client.call(ctx, "risk", "POST", "/score", "/score"); err != nil {
		return err
	}
	return s.client.call(ctx, "bank", "POST", bankPath, bankPath)
}

func (s *service) stock(name string) handler {
	return func(ctx context.Context, _ *request) error {
		return s.inSpan(ctx, name, internalSpan, nil, func(ctx context.Context) error {
			if err := s.think(ctx, 4*time.Millisecond); err != nil {
				return err
			}
			return s.lookup(ctx, "stock cache get")
		})
	}
}
