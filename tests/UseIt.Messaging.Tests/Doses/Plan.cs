namespace UseIt.Messaging.Tests.Doses;

/// <summary>What is done under each number of a dose: the same in every process that knows the seed.</summary>
public sealed record Plan(int Seed, int Count)
{
    public enum Way
    {
        Command,
        PausedCommand,
        SlowTransaction,
        RolledBack,
    }

    public sealed record Step(long Number, Way Way, Guid Bed, int Weedings, bool Tended)
    {
        /// <summary>How many facts the log holds in the end because of it.</summary>
        public int Facts =>
            Way switch
            {
                Way.RolledBack => 0,
                Way.SlowTransaction => 1 + Weedings,
                _ => 1 + Weedings + (Tended ? 3 : 0),
            };
    }

    public IEnumerable<Step> Steps => Enumerable.Range(0, Count).Select(n => Of(n));

    /// <summary>A plan that writes about so many facts.</summary>
    public static Plan For(int seed, int facts)
    {
        var (plan, sum) = (new Plan(seed, int.MaxValue), 0);
        for (var n = 0; ; n++)
        {
            sum += plan.Of(n).Facts;
            if (sum >= facts)
                return new Plan(seed, n + 1);
        }
    }

    public Step Of(long number)
    {
        var random = new Random(unchecked((int)(Seed * 486_187_739L + number * 7_919)));
        var dice = random.Next(1000);
        var way =
            dice < 10 ? Way.RolledBack
            : dice < 25 ? Way.SlowTransaction
            : dice < 35 ? Way.PausedCommand
            : Way.Command;
        // What is done in a transaction of its own has its own stream: whether it was done already is then plain.
        var own = way is Way.RolledBack or Way.SlowTransaction;
        var bed = own ? IdOf(number) : IdOf(-1 - random.Next(Math.Max(1, Math.Min(Count, 60_000) / 20)));
        return new Step(number, way, bed, random.Next(0, 9), !own && random.Next(10) == 0);
    }

    public static Guid IdOf(long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes[8..], number);
        (bytes[0], bytes[6]) = (0xbe, 0x40);
        return new Guid(bytes, bigEndian: true);
    }
}
