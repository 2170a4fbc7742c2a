create schema tenders;
