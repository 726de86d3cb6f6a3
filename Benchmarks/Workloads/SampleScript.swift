/// A script of 200 lines, typical of an analyst. Its text must not change, because the figures
/// would change with it.
enum SampleScript {
    static let lines: [String] = (0..<20).flatMap(statement)
    static let text = lines.joined(separator: "\n") + "\n"

    private static func statement(_ number: Int) -> [String] {
        [
            "-- 部门第 \(number) 组：迟到、缺卡与外出",
            "LET team\(number) = ('zhangsan', 'lisi', 'wangwu', 'u00\(number)');",
            "SELECT userid AS 员工, count(*) AS 次数,",
            "       min(time(checkin_time)) AS earliest, max(checkin_time) AS \"last one\", "
                + "round(avg(CASE WHEN lat IS NULL THEN 0.0 ELSE lat * 1.5 + \(number) END), 2) AS mean",
            "FROM checkin AS c",
            "WHERE userid IN :team\(number) AND exception_type LIKE '%时间异常%'",
            "  AND NOT (notes = '' OR groupid BETWEEN 2 AND \(number + 3))",
            "SINCE 30d UNTIL today",
            "GROUP BY userid HAVING count(*) > 1 ORDER BY 次数 DESC, userid LIMIT \(10 + number)",
            "WITH TIMEZONE 'Asia/Shanghai';",
        ]
    }
}
