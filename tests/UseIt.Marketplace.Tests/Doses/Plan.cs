using System.Buffers.Binary;

namespace UseIt.Marketplace.Tests.Doses;

/// <summary>What is done under each number of a dose: the same whenever the seed is the same.</summary>
internal sealed record Plan(int Seed, int Count)
{
    public const int Organisations = 24;

    /// <summary>When the first of a tender's three warnings is due; the others are hours away.</summary>
    public static readonly TimeSpan Warned = TimeSpan.FromSeconds(10);

    public enum Way
    {
        /// <summary>A new person is invited; a reaction tells that person.</summary>
        Invite,

        /// <summary>The same, but the commit takes its time after the numbers are drawn.</summary>
        InviteSlowly,

        /// <summary>One of few organisations gets another name; many want that at once.</summary>
        Rename,

        /// <summary>Three notices of the central platform; a reaction asks for each whether it is one of ours.</summary>
        Import,

        /// <summary>A person comes and is erased; a message of the command destroys the key.</summary>
        Erase,

        /// <summary>A tender is out, in a transaction that rests; reactions draw its seed, and schedule three warnings, one soon.</summary>
        Publish,

        /// <summary>Numbers are drawn and lost.</summary>
        RollBack,
    }

    public sealed record Step(int Number, Way Way, Guid Organisation, int Rest)
    {
        /// <summary>How many facts the log holds in the end because of it.</summary>
        public int Facts =>
            Way switch
            {
                Way.RollBack => 0,
                Way.Rename => 1,
                Way.Invite or Way.InviteSlowly or Way.Erase => 2,
                _ => 3,
            };

        public Guid Id => IdOf(Number);

        public string Correlation =>
            Way == Way.InviteSlowly ? FormattableString.Invariant($"{Number} pause") : FormattableString.Invariant($"{Number}");
    }

    public IEnumerable<Step> Steps => Enumerable.Range(0, Count).Select(Of);

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

    public Step Of(int number)
    {
        var random = new Random(unchecked((int)(Seed * 486_187_739L + number * 7_919L)));
        var way = random.Next(1000) switch
        {
            < 2 => Way.RollBack,
            < 30 => Way.Publish,
            < 50 => Way.InviteSlowly,
            < 80 => Way.Erase,
            < 330 => Way.Rename,
            < 500 => Way.Import,
            _ => Way.Invite,
        };
        return new Step(number, way, IdOf(-1 - random.Next(Organisations)), random.Next(0, 9) * 10);
    }

    public static Guid IdOf(long number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], number);
        (bytes[0], bytes[6]) = (0xbe, 0x40);
        return new Guid(bytes, bigEndian: true);
    }
}
