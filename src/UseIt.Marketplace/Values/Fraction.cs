using System.Globalization;
using System.Numerics;

namespace UseIt.Marketplace.Values;

/// <summary>
/// An exact fraction. A score such as 40 × 100 / 105 has no exact decimal; two bids are equal, above or below each other
/// only by their exact values, and rounding happens once, where a figure is shown.
/// </summary>
public readonly struct Fraction : IEquatable<Fraction>, IComparable<Fraction>
{
    private readonly BigInteger numerator;
    private readonly BigInteger denominatorLessOne; // so that default(Fraction) is zero and not 0/0

    private Fraction(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
            throw new DivideByZeroException();
        if (denominator.Sign < 0)
            (numerator, denominator) = (-numerator, -denominator);
        BigInteger common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        this.numerator = numerator / common;
        denominatorLessOne = denominator / common - 1;
    }

    private BigInteger Denominator => denominatorLessOne + 1;

    public static Fraction Zero => default;

    public static Fraction One => new(1, 1);

    public bool IsZero => numerator.IsZero;

    public int Sign => numerator.Sign;

    public static Fraction Of(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        BigInteger digits = new BigInteger((uint)bits[2]) << 64 | new BigInteger((uint)bits[1]) << 32 | (uint)bits[0];
        int scale = (bits[3] >> 16) & 0xFF;
        return new Fraction(bits[3] < 0 ? -digits : digits, BigInteger.Pow(10, scale));
    }

    public static implicit operator Fraction(decimal value) => Of(value);

    public static implicit operator Fraction(int value) => new(value, 1);

    public static Fraction operator +(Fraction a, Fraction b) =>
        new(a.numerator * b.Denominator + b.numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Fraction operator -(Fraction a, Fraction b) =>
        new(a.numerator * b.Denominator - b.numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Fraction operator *(Fraction a, Fraction b) => new(a.numerator * b.numerator, a.Denominator * b.Denominator);

    public static Fraction operator /(Fraction a, Fraction b) => new(a.numerator * b.Denominator, a.Denominator * b.numerator);

    public static bool operator ==(Fraction a, Fraction b) => a.Equals(b);

    public static bool operator !=(Fraction a, Fraction b) => !a.Equals(b);

    public static bool operator <(Fraction a, Fraction b) => a.CompareTo(b) < 0;

    public static bool operator >(Fraction a, Fraction b) => a.CompareTo(b) > 0;

    public static bool operator <=(Fraction a, Fraction b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Fraction a, Fraction b) => a.CompareTo(b) >= 0;

    public static Fraction Min(Fraction a, Fraction b) => a <= b ? a : b;

    public static Fraction Max(Fraction a, Fraction b) => a >= b ? a : b;

    public static Fraction Sum(IEnumerable<Fraction> values) => values.Aggregate(Zero, (sum, value) => sum + value);

    public Fraction Floor()
    {
        BigInteger whole = BigInteger.DivRem(numerator, Denominator, out BigInteger rest);
        return new Fraction(rest.Sign < 0 ? whole - 1 : whole, 1);
    }

    /// <summary>Rounded to so many decimal places, halves away from zero.</summary>
    public decimal ToDecimal(int places)
    {
        BigInteger scale = BigInteger.Pow(10, places);
        BigInteger whole = BigInteger.DivRem(BigInteger.Abs(numerator) * scale, Denominator, out BigInteger rest);
        if (rest * 2 >= Denominator)
            whole += 1;
        return (decimal)(whole * numerator.Sign) / (decimal)scale;
    }

    public int CompareTo(Fraction other) => (numerator * other.Denominator).CompareTo(other.numerator * Denominator);

    public bool Equals(Fraction other) => numerator == other.numerator && denominatorLessOne == other.denominatorLessOne;

    public override bool Equals(object? obj) => obj is Fraction other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(numerator, denominatorLessOne);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{numerator}/{Denominator}");
}
