import WorkQL

/// The code of README.
enum Readme {
    static func late() async throws {
        let session = try Session(.load())
        let late = try await session.query(
            """
            SELECT userid, count(*) AS times FROM checkin
            WHERE userid IN :users AND exception_type LIKE '%时间异常%'
            DURING last week GROUP BY userid
            """, ["users": ["zhangsan", "lisi"]])
        for try await row in late {
            print(try row.get(String.self, "userid"), try row.get(Int.self, "times"))
        }
        print(late.statistics.calls)
    }
}
