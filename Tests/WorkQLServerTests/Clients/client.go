// Asks a server by lib/pq and by pgx: go run client.go PORT, without modules.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"reflect"
	"time"

	"github.com/jackc/pgconn"
	"github.com/jackc/pgx/v4"
	"github.com/lib/pq"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func same(found, wanted interface{}) {
	if !reflect.DeepEqual(found, wanted) {
		panic(fmt.Sprintf("found %#v, wanted %#v", found, wanted))
	}
}

const counted = `SELECT count(*) FROM checkin WHERE userid = ANY($1) AND checkin_time >= $2
	AND checkin_time < $3`

var since = time.Date(2026, 6, 30, 16, 0, 0, 0, time.UTC)
var until = since.AddDate(0, 0, 31)

// byPQ reads values as text, and those of prepared statements in both formats.
func byPQ(address string) int64 {
	database, err := sql.Open("postgres", address)
	check(err)
	defer database.Close()
	var number int64
	var real float64
	var text, other string
	var truth bool
	var none sql.NullString
	var at time.Time
	check(database.QueryRow(`SELECT 9007199254740993, 0.5, 'a', '𠮷', true, NULL::text,
		timestamptz '2026-03-08 07:30:00.25+00'`).Scan(&number, &real, &text, &other, &truth, &none, &at))
	same([]interface{}{number, real, text, other, truth, none.Valid},
		[]interface{}{int64(9007199254740993), 0.5, "a", "𠮷", true, false})
	same(at.UTC(), time.Date(2026, 3, 8, 7, 30, 0, 250_000_000, time.UTC))

	statement, err := database.Prepare(counted)
	check(err)
	defer statement.Close()
	var one, both int64
	check(statement.QueryRow(pq.Array([]string{"lisi"}), since, until).Scan(&one))
	check(statement.QueryRow(pq.Array([]string{"lisi", "zhangsan"}), since, until).Scan(&both))
	same(one > 0 && both > one, true)

	var failure *pq.Error
	_, err = database.Exec("SELECT nothing FROM checkin")
	same(errors.As(err, &failure), true)
	same(string(failure.Code), "42703")
	transaction, err := database.Begin()
	check(err)
	var two int
	check(transaction.QueryRow("SELECT $1::int4 + 1", 1).Scan(&two))
	same(two, 2)
	check(transaction.Rollback())
	return one
}

// byPGX reads values in the binary format, and sends statements in batches.
func byPGX(address string) int64 {
	ctx := context.Background()
	connection, err := pgx.Connect(ctx, address)
	check(err)
	defer connection.Close(ctx)
	var number int64
	var real float64
	var text, other string
	var truth bool
	var none *string
	var at time.Time
	check(connection.QueryRow(ctx, `SELECT 9007199254740993, 0.5::float8, 'a'::text, $1::text, true, NULL::text,
		timestamptz '2026-03-08 07:30:00.25+00'`, "𠮷").Scan(&number, &real, &text, &other, &truth, &none, &at))
	same([]interface{}{number, real, text, other, truth, none == nil},
		[]interface{}{int64(9007199254740993), 0.5, "a", "𠮷", true, true})
	same(at.UTC(), time.Date(2026, 3, 8, 7, 30, 0, 250_000_000, time.UTC))

	var one int64
	check(connection.QueryRow(ctx, counted, []string{"lisi"}, since, until).Scan(&one))

	batch := &pgx.Batch{}
	for index := 0; index < 20; index++ {
		batch.Queue("SELECT $1::int8 * 2", index)
	}
	results := connection.SendBatch(ctx, batch)
	for index := int64(0); index < 20; index++ {
		var product int64
		check(results.QueryRow().Scan(&product))
		same(product, 2*index)
	}
	check(results.Close())

	var failure *pgconn.PgError
	_, err = connection.Exec(ctx, "SELECT nothing FROM checkin")
	same(errors.As(err, &failure), true)
	same(failure.Code, "42703")
	rows, err := connection.Query(ctx, "SELECT userid, checkin_time FROM checkin WHERE userid = $1 AND "+
		"checkin_time >= $2 AND checkin_time < $3 ORDER BY checkin_time", "lisi", since, until)
	check(err)
	var count int64
	for rows.Next() {
		var user string
		var next time.Time
		check(rows.Scan(&user, &next))
		same(user, "lisi")
		count++
	}
	check(rows.Err())
	same(count, one)
	return one
}

func main() {
	address := "postgres://lisa@127.0.0.1:" + os.Args[1] + "/workql?sslmode=disable"
	same(byPQ(address), byPGX(address))
	fmt.Println("ok")
}
