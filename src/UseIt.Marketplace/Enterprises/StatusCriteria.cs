namespace UseIt.Marketplace.Enterprises;

/// <summary>The five criteria of Social Enterprise UK in words.</summary>
public static class StatusCriteria
{
    public static IReadOnlyDictionary<StatusCriterion, string> Words { get; } =
        new Dictionary<StatusCriterion, string>
        {
            [StatusCriterion.Mission] = "A social or environmental mission in the governing document",
            [StatusCriterion.TradingIncome] = "More than half of the income from trading, or on the way there",
            [StatusCriterion.ReinvestedSurplus] = "Most of the surplus reinvested in the mission",
            [StatusCriterion.MissionControl] = "Controlled in the interest of the mission",
            [StatusCriterion.Transparency] = "Open about how it works and what it achieves",
        };
}
