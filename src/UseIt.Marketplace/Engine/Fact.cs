namespace UseIt.Marketplace.Engine;

/// <summary>Marks a stored fact. Its name and its JSON are for ever: add, never rename or remove.</summary>
public interface IFact;
