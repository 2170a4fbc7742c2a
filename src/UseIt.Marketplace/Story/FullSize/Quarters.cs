namespace UseIt.Marketplace.Story.FullSize;

/// <summary>
/// Twelve quarters of a programme, each told in two scenes: what begins in it, and what had become of everything by its end. The clock is
/// set twice a quarter, not once for each of four hundred people.
/// </summary>
internal static class Quarters
{
    public const int Count = 12;
    public const int Last = Count - 1;
    private const int Days = 91;

    /// <summary>The first day of a quarter, from the day of the telling; the last one ends on that day.</summary>
    public static int Day(int quarter) => Days * (quarter - Count) - 3;

    public static int Opening(int quarter) => Day(quarter) + 7;

    public static int Closing(int quarter) => Day(quarter) + 84;

    public static void Tell(Teller tell)
    {
        tell.Scene("Two more advisers come to iSE", tell.At(Day(0) - 3, 10), () => Advisers.ComeAsync(tell));
        for (var n = 0; n < Count; n++)
        {
            var quarter = n;
            tell.Scene(
                $"Quarter {quarter + 1} of the programme begins",
                tell.At(Opening(quarter), 9, 15),
                () =>
                    tell.TogetherAsync([
                        .. Supported.Opening(tell, quarter),
                        .. Connected.Opening(tell, quarter),
                        .. Trained.Opening(tell, quarter),
                        .. Researched.Opening(tell, quarter),
                    ])
            );
            tell.Scene(
                $"Quarter {quarter + 1} of the programme ends",
                tell.At(Closing(quarter), 16),
                () =>
                    tell.TogetherAsync([
                        .. Supported.Closing(tell, quarter),
                        .. Connected.Closing(tell, quarter),
                        .. Trained.Closing(tell, quarter),
                        .. Researched.Closing(tell, quarter),
                    ])
            );
        }
    }
}
