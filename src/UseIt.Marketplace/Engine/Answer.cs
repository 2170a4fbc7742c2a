using System.Diagnostics.CodeAnalysis;

namespace UseIt.Marketplace.Engine;

/// <summary>A value, or the refusal that says why there is none and what is needed to get one.</summary>
public sealed record Answer<T>
{
    private readonly T? value;

    internal Answer(T value) => this.value = value;

    internal Answer(Refusal refusal) => Refusal = refusal;

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsKnown => Refusal is null;

    public T Value => Refusal is null ? value! : throw new InvalidOperationException($"There is no value: {Refusal.Code}");

    public bool Is([MaybeNullWhen(false)] out T known)
    {
        known = value;
        return IsKnown;
    }

    public Answer<TNext> Then<TNext>(Func<T, Answer<TNext>> next) => Refusal is null ? next(value!) : new Answer<TNext>(Refusal);

    public static implicit operator Answer<T>(T value) => new(value);

    public static implicit operator Answer<T>(Refusal refusal) => new(refusal);
}

public static class Answer
{
    /// <summary>For values of interface types, which C# does not convert by itself.</summary>
    public static Answer<T> Of<T>(T value) => new(value);
}
