// The meanings of the codes of WeCom, and the actions to take.

extension ErrorCode {
    private static let visibility =
        "extend the app's visible scope in the WeCom console: 应用管理 > the app > 可见范围"

    /// Codes of qyapi.weixin.qq.com, from the pages of the endpoints and the list of global codes.
    package static let wecom: [Int64: ErrorCode] = [
        -1: ErrorCode(reaction: .busy, meaning: "the service is busy", chinese: "系统繁忙，此时请开发者稍候再试"),
        301022: ErrorCode(
            reaction: .busy, meaning: "the service failed to read the records", chinese: "获取打卡数据失败"),
        301067: ErrorCode(
            reaction: .busy, meaning: "the service had an internal error", chinese: "接口内部失败"),
        40001: ErrorCode(
            reaction: .token, meaning: "the secret or the token is not accepted",
            chinese: "不合法的secret参数",
            help: "check the secret of the app in the WeCom console: 应用管理 > the app > Secret"),
        40014: ErrorCode(
            reaction: .token, meaning: "the token is not accepted", chinese: "不合法的access_token",
            help:
                "workql requests a new one; another program that uses the same app may revoke it"
        ),
        42001: ErrorCode(
            reaction: .token, meaning: "the token has expired", chinese: "access_token已过期"),
        41001: ErrorCode(
            reaction: .fail(.defect), meaning: "the token was not sent", chinese: "缺少access_token参数"
        ),
        40013: ErrorCode(
            reaction: .fail(.credentials), meaning: "the corp id is not accepted",
            chinese: "不合法的CorpID",
            help: "check corp_id in the WeCom console: 我的企业 > 企业ID"),
        40091: ErrorCode(
            reaction: .fail(.credentials), meaning: "the secret is not accepted",
            chinese: "secret不合法",
            help: "check the secret of the app in the WeCom console: 应用管理 > the app > Secret"),
        45009: ErrorCode(
            reaction: .frequency, meaning: "too many calls in the period", chinese: "接口调用超过限制",
            help: "other apps of the company may use the same quota: allow fewer calls"),
        45033: ErrorCode(
            reaction: .crowded, meaning: "too many calls at once", chinese: "接口并发调用超过限制"),
        301021: ErrorCode(
            reaction: .users, meaning: "a user is unknown or outside the visible scope of the app",
            chinese: "userid错误",
            help: visibility),
        301023: ErrorCode(
            reaction: .tooLarge(.list), meaning: "the list of users is empty or has more than 100",
            chinese: "useridlist非法或超过限额"),
        301024: ErrorCode(
            reaction: .tooLarge(.range), meaning: "the range is empty or longer than allowed",
            chinese: "获取打卡记录时间间隔超限"),
        301065: ErrorCode(
            reaction: .fail(.permission), meaning: "the app may not read reports",
            chinese: "无汇报应用数据拉取权限",
            help: "allow it in the WeCom console: 应用管理 > 汇报 > 可调用接口的应用"),
        301066: ErrorCode(
            reaction: .tooLarge(.range), meaning: "the parameters are not accepted",
            chinese: "请求参数错误"),
        40058: ErrorCode(
            reaction: .tooLarge(.any), meaning: "the parameters are not accepted", chinese: "不合法的参数"
        ),
        48002: ErrorCode(
            reaction: .fail(.permission), meaning: "the app may not call this endpoint",
            chinese: "API接口无权限调用",
            help: "add the app to 可调用接口的应用 of that product in the WeCom console"),
        60011: ErrorCode(
            reaction: .fail(.permission),
            meaning: "the app may not see a requested member or department",
            chinese: "指定的成员/部门/标签参数无权限", help: visibility, isAboutKeys: true
        ).ofUser,
        301002: ErrorCode(
            reaction: .fail(.permission), meaning: "the app may not call this for that member",
            chinese: "无权限操作指定的应用",
            help: visibility, isAboutKeys: true
        ).ofUser,
        60020: ErrorCode(
            reaction: .fail(.permission), meaning: "this machine's address is not trusted",
            chinese: "访问ip不在白名单之中",
            help: "add the address after \"from ip\" to 企业可信IP of the app in the WeCom console"),
        40003: ErrorCode(
            reaction: .fail(.notFound), meaning: "a user is unknown", chinese: "无效的UserID"
        ).ofUser,
        60111: ErrorCode(
            reaction: .fail(.notFound), meaning: "a user is unknown", chinese: "UserID不存在"
        ).ofUser,
        40066: ErrorCode(
            reaction: .fail(.notFound), meaning: "a department is unknown", chinese: "不合法的部门列表"),
        60003: ErrorCode(
            reaction: .fail(.notFound), meaning: "a department is unknown", chinese: "部门ID不存在"),
        730004: ErrorCode(
            reaction: .fail(.notFound), meaning: "a meeting code is unknown", help: meetings),
        730005: ErrorCode(
            reaction: .fail(.permission), meaning: "the meeting belongs to another app",
            help: meetings),
        730010: ErrorCode(
            reaction: .fail(.permission), meaning: "the meeting was not made through the API",
            help: meetings),
        90602: ErrorCode(
            reaction: .fail(.permission), meaning: "the meeting was not made through the API",
            help: meetings),
    ]

    private static let meetings = "only recordings of meetings that this app created can be read"
}
