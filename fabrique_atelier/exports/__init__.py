"""Documents that leave: spreadsheet, JSON, QR codes. What an audience may not see is filtered before it gets here."""
