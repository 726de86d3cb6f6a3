// Asks a server by node-pg: node client.js PORT. With --has: whether node-pg is there.
const assert = require("assert");
const { Client, Pool } = require("pg");

async function main(port) {
    const address = { host: "127.0.0.1", port, user: "lisa", database: "workql" };
    const client = new Client(address);
    const notices = [];
    client.on("notice", (notice) => notices.push(notice.message));
    await client.connect();
    const one = async (text, values) => (await client.query({ text, values, rowMode: "array" })).rows[0];

    // Values as text, each with its type. Every whole number is an int8, which node-pg leaves a text.
    assert.deepStrictEqual(
        await one("SELECT 1, 9007199254740993, 0.5, 'a', '𠮷', NULL, true, '{\"a\": [1, null]}'::json"),
        ["1", "9007199254740993", 0.5, "a", "𠮷", null, true, { a: [1, null] }]);
    const [time] = await one("SELECT timestamptz '2026-03-08 07:30:00.25+00'");
    assert.strictEqual(time.toISOString(), "2026-03-08T07:30:00.250Z");

    // Parameters, and a statement with a name, which is parsed once.
    assert.deepStrictEqual(
        await one("SELECT $1::int8 + 1, $2::text, $3::bool, $4::float8, $5::text IS NULL",
            ["9007199254740993", "李四's", false, 2.5, null]),
        ["9007199254740994", "李四's", false, 2.5, true]);
    const named = { name: "count", rowMode: "array",
        text: "SELECT count(*) FROM checkin WHERE userid = ANY($1) AND checkin_time >= $2 "
            + "AND checkin_time < $3" };
    const range = ["2026-07-01T00:00:00+08:00", "2026-08-01T00:00:00+08:00"];
    const counts = [];
    for (const users of [["lisi"], ["lisi", "zhangsan"], ["lisi"]]) {
        const { rows } = await client.query({ ...named, values: [users, ...range] });
        counts.push(Number(rows[0][0]));
    }
    assert(counts[0] > 0 && counts[1] > counts[0] && counts[2] === counts[0], `${counts}`);
    assert(notices.some((message) => message.includes("call")), `${notices}`);

    // An error, and the statement after it.
    await assert.rejects(client.query("SELECT nothing FROM checkin"), (error) => {
        assert.strictEqual(error.code, "42703");
        return true;
    });
    assert.deepStrictEqual((await one("SELECT 2")).map(Number), [2]);

    // Several statements in one message.
    const answers = await client.query("SELECT 1 AS a; SELECT 2 AS b, 3 AS c");
    const numbers = answers.map((answer) => Object.entries(answer.rows[0]).map(([k, v]) => [k, Number(v)]));
    assert.deepStrictEqual(numbers, [[["a", 1]], [["b", 2], ["c", 3]]]);
    await client.end();

    // Many at once by a pool.
    const pool = new Pool({ ...address, max: 5 });
    const all = await Promise.all(
        Array.from({ length: 40 }, (_, index) => pool.query("SELECT $1::int4 * 2 AS n", [index])));
    assert.deepStrictEqual(all.map((answer) => Number(answer.rows[0].n)), all.map((_, index) => 2 * index));
    await pool.end();
    console.log("ok");
}

if (process.argv[2] !== "--has") {
    main(Number(process.argv[2])).catch((error) => {
        console.log(error);
        process.exit(1);
    });
}
